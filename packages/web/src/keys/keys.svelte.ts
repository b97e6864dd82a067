/** One key of the page and what it does. */
export interface Key {
  /** As `KeyboardEvent.key` says it, or two in a row: `g j`. */
  readonly key: string;
  readonly label: string;
  run(): void;
}

export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly Key[];
}

/** How long the second key of two may take, milliseconds. */
const patience = 1200;

/** The keys of the page that is shown. Where something is typed in they are letters like all others. */
export class Keys {
  #groups = $state.raw<readonly KeyGroup[]>([]);
  #first: { readonly key: string; readonly at: number } | null = null;
  readonly #wanted: () => boolean;

  /** `wanted` says whether the reader wants keys at all: whoever speaks to the computer may not. */
  constructor(wanted: () => boolean) {
    this.#wanted = wanted;
  }

  /** All that hold now, those of the page after those of every page. */
  get current(): readonly KeyGroup[] {
    return this.#groups;
  }

  /** Adds keys for as long as something is on the page. Gives what takes them away. */
  add(title: string, keys: readonly Key[]): () => void {
    const group = { title, keys };
    // Without a look at what is there: an effect that adds must not run again because something was added.
    queueMicrotask(() => {
      if (!gone) this.#groups = [...this.#groups, group];
    });
    let gone = false;
    return () => {
      gone = true;
      queueMicrotask(() => {
        this.#groups = this.#groups.filter((other) => other !== group);
      });
    };
  }

  /** Does what a key is for. `now` is in milliseconds. */
  press(event: KeyboardEvent, now: number): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !this.#wanted() || isTyping(event)) return;
    const first = this.#first && now - this.#first.at < patience ? this.#first.key : null;
    this.#first = null;
    // What was added last, such as an open list, comes first.
    const keys = this.#groups.toReversed().flatMap((group) => group.keys);
    const found = keys.find(({ key }) => (first !== null && key === `${first} ${event.key}`) || key === event.key);
    if (found) {
      event.preventDefault();
      found.run();
    } else if (keys.some(({ key }) => key.startsWith(`${event.key} `))) {
      this.#first = { key: event.key, at: now };
    }
  }
}

/** In a field keys are text, and in a dialog they are the dialog's. */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog[open]')) return true;
  if (target.closest('textarea, select, [contenteditable]')) return true;
  const field = target.closest('input');
  const ticks = field?.type === 'checkbox' || field?.type === 'radio';
  return field !== null && !(ticks && key !== ' ' && !key.startsWith('Arrow'));
}
