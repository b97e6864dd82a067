/** So full that no search goes far. */
const fullest = 0.5;

/**
 * Which keys there were, in 8 to 32 bytes each rather than the hundred of a `Set`: a plan has a million of them. It keeps 64 bits of each
 * key, so that among a million keys two that differ are taken for the same once in some 37 million plans.
 *
 * As long as each key is longer than the one before, or as long and greater, none can have been there. Most plans go by a running
 * number or through something that is sorted: then what is kept is only noted down, and nothing is looked up, which would
 * wait for the memory at each key.
 */
export class KeySet {
  /** Pairs of 32 bits: as they came while the keys ascend, else by the lower half of each, with free places between. */
  #slots = new Uint32Array(2 * 1024);
  #size = 0;
  #ascending = true;
  #last = '';

  /** False when it was there already. */
  add(key: string): boolean {
    const [low, high] = hash(key);
    if (this.#ascending) {
      if (follows(key, this.#last)) return this.#note(key, low, high);
      this.#lookUp();
    }
    if (!insert(this.#slots, low, high)) return false;
    this.#size++;
    if (this.#size > fullest * (this.#slots.length / 2)) this.#slots = spread(this.#slots, 2 * this.#slots.length);
    return true;
  }

  has(key: string): boolean {
    if (this.#ascending) this.#lookUp();
    const [low, high] = hash(key);
    return find(this.#slots, low, high) < 0;
  }

  #note(key: string, low: number, high: number): true {
    const at = 2 * this.#size++;
    if (at === this.#slots.length) {
      const slots = new Uint32Array(2 * at);
      slots.set(this.#slots);
      this.#slots = slots;
    }
    this.#slots[at] = low;
    this.#slots[at + 1] = high;
    this.#last = key;
    return true;
  }

  /** From now on keys may come in any order. */
  #lookUp(): void {
    this.#ascending = false;
    this.#last = '';
    this.#slots = spread(this.#slots, 2 * this.#slots.length);
  }
}

/** Orders by length first: so `item-9` stands before `item-10`. */
function follows(key: string, last: string): boolean {
  return key.length > last.length || (key.length === last.length && key > last);
}

/** All that is in it, in the places where it is looked up. */
function spread(pairs: Uint32Array, length: number) {
  const slots = new Uint32Array(length);
  for (let at = 0; at < pairs.length; at += 2) {
    const [low, high] = [pairs[at] as number, pairs[at + 1] as number]; // both are within it
    if (low !== 0 || high !== 0) insert(slots, low, high);
  }
  return slots;
}

function insert(slots: Uint32Array, low: number, high: number): boolean {
  const slot = find(slots, low, high);
  if (slot < 0) return false;
  slots[slot] = low;
  slots[slot + 1] = high;
  return true;
}

/** The free slot where it belongs, or -1 when it is there. */
function find(slots: Uint32Array, low: number, high: number): number {
  for (let slot = (low * 2) & (slots.length - 1); ; slot = (slot + 2) & (slots.length - 1)) {
    if (slots[slot] === 0 && slots[slot + 1] === 0) return slot;
    if (slots[slot] === low && slots[slot + 1] === high) return -1;
  }
}

/** Two 32-bit hashes with different multipliers, mixed with each other at the end as MurmurHash3 does. Never both 0. */
function hash(key: string): [low: number, high: number] {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return low === 0 && high === 0 ? [1, 0] : [low >>> 0, high >>> 0];
}
