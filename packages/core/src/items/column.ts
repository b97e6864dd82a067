import type { Json } from '../model/index.ts';

/** What the items of a block have under one name: value by value, or a text with a number that is one more each time. */
export type Column = readonly Json[] | Numbered;

interface Numbered {
  readonly before: string;
  readonly from: number;
  readonly after: string;
}

/**
 * Gathers what items have under one name. Of `item-7`, `item-8`, `item-9` only the first is kept, as long as nothing else comes:
 * that takes less time than three texts, and no room.
 */
export class ColumnWriter {
  readonly name: string;
  /** Where the first item has more than one value there, each is kept as its own JSON text. */
  readonly #texts: boolean;
  #numbered: Numbered | null;
  #values: unknown[] = [];
  #count = 0;

  constructor(name: string, first: unknown) {
    this.name = name;
    this.#texts = typeof first === 'object' && first !== null;
    this.#numbered = findNumber(first);
  }

  /** False for what is not of the same kind, or what JSON cannot say. Else about how long its text is. */
  add(value: unknown): number | false {
    const numbered = this.#numbered;
    if (numbered !== null && value === textAt(numbered, this.#count)) {
      this.#count++;
      return 0;
    }
    return this.#push(value);
  }

  #push(value: unknown): number | false {
    const plain = this.#texts ? textOf(value) : value;
    if (!isPlain(plain)) return false;
    this.#values = this.#all();
    this.#numbered = null;
    this.#values.push(plain);
    this.#count++;
    return typeof plain === 'string' ? plain.length + 3 : 8;
  }

  /** Only the first so many stay. */
  cut(count: number): void {
    this.#count = count;
    if (this.#numbered === null) this.#values.length = count;
  }

  /** JSON of a `Column`. */
  text(): string {
    return this.#texts ? `[${this.#values.join()}]` : JSON.stringify(this.#numbered ?? this.#values);
  }

  /** JSON of each value. */
  texts(): readonly string[] {
    return this.#texts ? (this.#values as string[]) : this.#all().map((value) => JSON.stringify(value)); // each its own text
  }

  #all(): unknown[] {
    const numbered = this.#numbered;
    return numbered === null ? this.#values : Array.from({ length: this.#count }, (_, index) => textAt(numbered, index));
  }
}

/** Gives the value at an index. */
export function openColumn(column: Column): (index: number) => Json {
  if (isNumbered(column)) return (index) => textAt(column, index);
  return (index) => column[index] as Json; // who asks knows how many there are
}

function isNumbered(column: Column): column is Numbered {
  return !Array.isArray(column);
}

function textAt({ before, from, after }: Numbered, index: number): string {
  return `${before}${from + index}${after}`;
}

/** The last number in a text, without zeros before it, and not so long that it would not be whole any more. */
function findNumber(first: unknown): Numbered | null {
  const found = typeof first === 'string' ? /^(.*?)(0|[1-9]\d{0,14})(\D*)$/s.exec(first) : null;
  return found === null ? null : { before: found[1] ?? '', from: Number(found[2]), after: found[3] ?? '' };
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
