/** The numbers from 0 to `length` - 1, with a length, so that `progress.over` knows the total. */
export function range(length: number): Iterable<number> & { readonly length: number } {
  return {
    length,
    *[Symbol.iterator]() {
      for (let number = 0; number < length; number++) yield number;
    },
  };
}
