/** So many bits: a hundredth of those that were never written are taken for written once there are 100,000 keys. */
const bits = 2 ** 20;
const marksOfKey = 4;

/**
 * Knows of most idempotency keys that were never written that they were not, whoever asks and without a question to the thread of
 * the store: for a job that is new, which most are, that question would take as long as its start. It lies in shared memory, into
 * which the thread writes; what was removed it goes on taking for written (a Bloom filter).
 */
export class KeyFilter {
  readonly memory: SharedArrayBuffer;
  readonly #words: Uint32Array;

  constructor(memory = new SharedArrayBuffer(bits / 8)) {
    this.memory = memory;
    this.#words = new Uint32Array(memory);
  }

  add(key: string): void {
    for (const place of placesOf(key)) (this.#words[place >>> 5] as number) |= 1 << (place & 31); // within
  }

  /** False for one that was certainly never written. */
  mayHold(key: string): boolean {
    return placesOf(key).every((place) => ((this.#words[place >>> 5] as number) & (1 << (place & 31))) !== 0); // within
  }
}

/** From two hashes (FNV-1a, and one with another factor) as many as are wanted. */
function placesOf(key: string): number[] {
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  one ^= one >>> 15;
  other = (other ^ (other >>> 13)) | 1;
  return Array.from({ length: marksOfKey }, (_, index) => (one + Math.imul(index, other)) & (bits - 1));
}
