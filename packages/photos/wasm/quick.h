/* What takes the time of a turn, for WebAssembly with 128 bit registers. Included by the files that quick.patch changes. */
#ifndef QUICK_H
#define QUICK_H
#include <stdint.h>
#include <string.h>
#include <wasm_simd128.h>

/* Eight bytes as one number, the first one highest. */
static inline uint64_t quick_swap(uint64_t value) {
  v128_t both = wasm_i64x2_splat((int64_t)value);
  return (uint64_t)wasm_i64x2_extract_lane(wasm_i8x16_shuffle(both, both, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
}

/* Whether one of the first six bytes of a number read from memory is 0xff. */
static inline int quick_has_marker(uint64_t value) {
  uint64_t other = ~value | 0xffff000000000000u;
  return ((other - 0x0101010101010101u) & ~other & 0x8080808080808080u) != 0;
}

/*
 * Most codes in a photo are short: one look into a table decodes two of them. What it has for the next bits:
 *   6 bits  how many of them the codes and their values take;
 *   1 bit   whether the block ends after them;
 *   6 bits  how far from here the second coefficient is, or 63 where more bits would be needed;
 *   4 bits  how far the first is;
 *   11 bits the first one's value;
 *   4 bits  the second one's.
 * A single coefficient is first and second, and the first is to be stored last. Where the block ends at once they are a zero.
 */
#define QUICK_AHEAD 11
#define QUICK_LENGTH(codes) ((codes) & 63)
#define QUICK_NEXT(codes) (QUICK_SECOND(codes) + 1 + ((codes) & 64))
#define QUICK_SECOND(codes) ((codes) >> 7 & 63)
#define QUICK_FIRST(codes) ((codes) >> 13 & 15)
#define QUICK_FIRST_VALUE(codes) ((codes) << 4 >> 21)
#define QUICK_SECOND_VALUE(codes) ((codes) >> 28)

/* That for `bits`. `lookup` tells the length of a code and its symbol from its first `known` bits: see jdhuff.h. */
static inline int quick_codes(const int *lookup, int known, int bits) {
  int left = QUICK_AHEAD, count = 0, end = 0, next = 0, places[2] = { 0, 0 }, values[2] = { 0, 0 };
  while (!end) {
    int rest = bits & ((1 << left) - 1);
    int found = lookup[left < known ? rest << (known - left) : rest >> (left - known)];
    int length = found >> known, run = found >> 4 & 15, size = found & 15;
    if (length > known || length + size > left) break;
    if ((found & 255) == 0) {
      end = 1;
      left -= length;
    } else {
      int value = rest >> (left - length - size) & ((1 << size) - 1);
      if (value < 1 << size >> 1) value += 1 - (1 << size);
      if (size == 0 || count == 2 || (count == 1 && (value < -8 || value > 7))) break;
      left -= length + size;
      values[count] = value;
      places[count++] = next + run;
      next += run + 1;
    }
  }
  if (count == 0 && !end) return 63 << 7;
  if (count == 1) places[1] = places[0];
  unsigned int both = (unsigned int)values[1] << 28 | (values[0] & 0x7ff) << 17;
  return (int)both | places[0] << 13 | places[1] << 7 | end << 6 | (QUICK_AHEAD - left);
}

/* For a coefficient from -8 to 7 after fewer than 16 zeros a table has its code with its value, and their length in the last 5 bits. */
#define QUICK_IS_SMALL(run, value) ((unsigned int)((run) | ((value) + 8)) < 16)
#define QUICK_SMALL(run, value) ((run) << 4 | ((value) & 15))

static inline unsigned int quick_small(const unsigned int *codes, const char *lengths, int index) {
  int value = (index & 15) < 8 ? index & 15 : (index & 15) - 16;
  int size = value == 0 ? 0 : 32 - __builtin_clz(value < 0 ? -value : value);
  unsigned int bits = (value < 0 ? value - 1 : value) & ((1 << size) - 1);
  int symbol = (index & 0xf0) | size;
  return (codes[symbol] << size | bits) << 5 | (lengths[symbol] + size);
}

/* Eight bytes of a picture, a zero after each 0xff. */
static __attribute__((noinline)) unsigned char *quick_emit(unsigned char *to, uint64_t bytes) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    *to++ = (unsigned char)(bytes >> shift);
    if (to[-1] == 0xff) *to++ = 0;
  }
  return to;
}

/* Where in zigzag order each place of a block is. */
static const unsigned char quick_zigzag[64] = {
  0,  1,  5,  6,  14, 15, 27, 28, 2,  4,  7,  13, 16, 26, 29, 42, 3,  8,  12, 17, 25, 30, 41, 43, 9,  11, 18, 24, 31, 40, 44, 53,
  10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38, 46, 51, 55, 60, 21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57, 58, 62, 63,
};

/* For each row and each set of its coefficients their bits in zigzag order. */
static uint64_t quick_rows[8][256];

static inline void quick_prepare(void) {
  if (quick_rows[7][255] != 0) return;
  for (int row = 0; row < 8; row++)
    for (int set = 0; set < 256; set++)
      for (int column = 0; column < 8; column++)
        if (set >> column & 1) quick_rows[row][set] |= (uint64_t)1 << quick_zigzag[row * 8 + column];
}

/* A bit for each coefficient of a block that is not zero, in zigzag order. */
static inline uint64_t quick_bits(const int16_t *block) {
  uint64_t bits = 0;
  for (int row = 0; row < 8; row += 2) {
    /* A byte for each coefficient of two rows: what is too large for it is made smaller, but never zero. */
    v128_t pair = wasm_i8x16_narrow_i16x8(wasm_v128_load(block + row * 8), wasm_v128_load(block + row * 8 + 8));
    unsigned int zeros = wasm_i8x16_bitmask(wasm_i8x16_eq(pair, wasm_i8x16_splat(0)));
    bits |= quick_rows[row][~zeros & 255] | quick_rows[row + 1][~zeros >> 8 & 255];
  }
  return bits;
}

/* A block with rows for columns. Where `even` (for even rows of the result) or `odd` has ones the coefficient is negated. */
static inline void quick_transpose(int16_t *to, const int16_t *from, v128_t even, v128_t odd) {
  v128_t a[8], b[8];
  for (int row = 0; row < 8; row++) a[row] = wasm_v128_load(from + row * 8);
  for (int row = 0; row < 4; row++) {
    b[row * 2] = wasm_i16x8_shuffle(a[row], a[row + 4], 0, 8, 1, 9, 2, 10, 3, 11);
    b[row * 2 + 1] = wasm_i16x8_shuffle(a[row], a[row + 4], 4, 12, 5, 13, 6, 14, 7, 15);
  }
  for (int row = 0; row < 4; row++) {
    a[row * 2] = wasm_i16x8_shuffle(b[row], b[row + 4], 0, 8, 1, 9, 2, 10, 3, 11);
    a[row * 2 + 1] = wasm_i16x8_shuffle(b[row], b[row + 4], 4, 12, 5, 13, 6, 14, 7, 15);
  }
  for (int row = 0; row < 4; row++) {
    b[row * 2] = wasm_i16x8_shuffle(a[row], a[row + 4], 0, 8, 1, 9, 2, 10, 3, 11);
    b[row * 2 + 1] = wasm_i16x8_shuffle(a[row], a[row + 4], 4, 12, 5, 13, 6, 14, 7, 15);
  }
  for (int row = 0; row < 8; row++) {
    v128_t signs = row & 1 ? odd : even;
    wasm_v128_store(to + row * 8, wasm_i16x8_sub(wasm_v128_xor(b[row], signs), signs));
  }
}

/* The same without turning rows into columns. */
static inline void quick_sign(int16_t *to, const int16_t *from, v128_t even, v128_t odd) {
  for (int row = 0; row < 8; row++) {
    v128_t signs = row & 1 ? odd : even;
    wasm_v128_store(to + row * 8, wasm_i16x8_sub(wasm_v128_xor(wasm_v128_load(from + row * 8), signs), signs));
  }
}

/* The rows of blocks of one component that are to be written next, turned: see turn.c. */
JBLOCKARRAY quick_rows_of(j_compress_ptr target, jpeg_component_info *component, JDIMENSION row);

#endif
