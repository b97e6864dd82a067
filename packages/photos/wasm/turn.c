/* Turns and checks a JPEG in memory with libjpeg-turbo's own lossless transform: coefficients are moved, nothing is encoded anew. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#define JPEG_INTERNALS
#include "jpeglib.h"
#include "jerror.h"
#include "transupp.h"
#include "quick.h"

/* Never returns: the host throws, and drops this instance with all its memory. `kind`: 0 damaged, 1 out of memory, 2 not handled. */
__attribute__((import_module("host"), import_name("fail"), noreturn)) void host_fail(int kind, const char *message);

static unsigned char *output;
static unsigned long output_size;
static unsigned long consumed;
static unsigned int width, height;

__attribute__((export_name("outputAddress"))) unsigned char *output_address(void) { return output; }
__attribute__((export_name("outputSize"))) unsigned long output_length(void) { return output_size; }
/* How many bytes of the input the picture took, its end marker included. */
__attribute__((export_name("consumed"))) unsigned long consumed_length(void) { return consumed; }
__attribute__((export_name("width"))) unsigned int picture_width(void) { return width; }
__attribute__((export_name("height"))) unsigned int picture_height(void) { return height; }
__attribute__((export_name("allocate"))) void *allocate(unsigned long size) { return malloc(size); }
__attribute__((export_name("release"))) void release(void *place) { free(place); }

static void fail_with(j_common_ptr info) {
  char message[JMSG_LENGTH_MAX];
  int code = info->err->msg_code;
  (*info->err->format_message)(info, message);
  host_fail(code == JERR_OUT_OF_MEMORY || code == JERR_IMAGE_TOO_BIG ? 1 : code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED ? 2 : 0, message);
}

/* A warning means that libjpeg fills up with gray what it cannot read: that is refused, bytes that stray are not. */
static void heed(j_common_ptr info, int level) {
  if (level >= 0) return;
  int code = info->err->msg_code;
  if (code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return;
  fail_with(info);
}

static void say_nothing(j_common_ptr info) {}

static struct jpeg_error_mgr *strict(struct jpeg_error_mgr *errors) {
  jpeg_std_error(errors);
  errors->error_exit = fail_with;
  errors->emit_message = heed;
  errors->output_message = say_nothing;
  return errors;
}

/* A picture may come in parts that each cost as much time as all of it: a small hostile file could keep us busy for hours. */
#define MOST_PARTS 200
#define MOST_WORK 3e9

static void limit_work(j_common_ptr info) {
  j_decompress_ptr source = (j_decompress_ptr)info;
  double parts = source->input_scan_number;
  if (parts > MOST_PARTS || (parts > 1 && parts * source->image_width * source->image_height > MOST_WORK))
    host_fail(2, "its picture has more parts than any camera writes");
}

static struct jpeg_progress_mgr limit = { .progress_monitor = limit_work };

static void open_picture(j_decompress_ptr source, unsigned char *input, unsigned long size) {
  jpeg_create_decompress(source);
  source->progress = &limit;
  jpeg_mem_src(source, input, size);
  jpeg_read_header(source, TRUE);
  /* What stands between scans is kept by nobody: see `close_picture`. */
  for (int marker = JPEG_APP0; marker <= JPEG_APP0 + 15; marker++) jpeg_save_markers(source, marker, 1);
  jpeg_save_markers(source, JPEG_COM, 1);
}

static void note_end(j_decompress_ptr source, unsigned long size) {
  if (source->marker_list != NULL) host_fail(2, "it has remarks between the parts of its picture");
  consumed = size - source->src->bytes_in_buffer;
}

/* Reads every code of a picture's coefficients, and keeps none: what comes after them in a decoder is arithmetic, which cannot fail. */
static void skim(j_decompress_ptr source) {
  /* Nothing is made ready for pixels: there are kinds of pictures whose pixels it cannot make, though it can read and turn them. */
  source->raw_data_out = TRUE;
  jpeg_start_decompress(source);
  for (JDIMENSION row = 0; row < source->MCU_rows_in_scan; row++)
    for (JDIMENSION x = 0; x < source->MCUs_per_row; x++) (*source->entropy->decode_mcu)(source, NULL);
  (*source->inputctl->finish_input_pass)(source);
  source->output_scanline = source->output_height;
}

/* Reads the whole picture and notes its size; fails where any of it is missing or damaged. */
__attribute__((export_name("check"))) void check(unsigned char *input, unsigned long size) {
  struct jpeg_decompress_struct source;
  struct jpeg_error_mgr errors;
  source.err = strict(&errors);
  open_picture(&source, input, size);
  /* In several parts, or in an arithmetic code, coefficients are needed to read others. */
  if (jpeg_has_multiple_scans(&source) || source.arith_code) jpeg_read_coefficients(&source);
  else skim(&source);
  jpeg_finish_decompress(&source);
  note_end(&source, size);
  width = source.image_width;
  height = source.image_height;
  jpeg_destroy_decompress(&source);
}

/* What a picture is turned from while it is written: turning all of it first would take as long again, for memory is slow. */
struct turning {
  int transform;
  JBLOCKROW *from[MAX_COMPONENTS];
  JBLOCKARRAY strips[MAX_COMPONENTS];
};

/* How many blocks of a component the picture has from side to side and from top to bottom, as far as whole MCUs go. */
static JDIMENSION across_of(j_compress_ptr target, const jpeg_component_info *component) {
  return target->image_width / (target->max_h_samp_factor * DCTSIZE) * component->h_samp_factor;
}
static JDIMENSION down_of(j_compress_ptr target, const jpeg_component_info *component) {
  return target->image_height / (target->max_v_samp_factor * DCTSIZE) * component->v_samp_factor;
}

static int mirrors_across(int transform) {
  return transform == JXFORM_FLIP_H || transform == JXFORM_ROT_90 || transform == JXFORM_ROT_180 || transform == JXFORM_TRANSVERSE;
}
static int mirrors_down(int transform) {
  return transform == JXFORM_FLIP_V || transform == JXFORM_ROT_270 || transform == JXFORM_ROT_180 || transform == JXFORM_TRANSVERSE;
}
static int swaps_sides(int transform) {
  return transform == JXFORM_TRANSPOSE || transform == JXFORM_ROT_90 || transform == JXFORM_ROT_270 || transform == JXFORM_TRANSVERSE;
}

/* A picture that is mirrored has its odd coefficients in that direction negated. */
JBLOCKARRAY quick_rows_of(j_compress_ptr target, jpeg_component_info *component, JDIMENSION row) {
  struct turning *turning = target->client_data;
  JBLOCKROW *from = turning->from[component->component_index];
  JBLOCKARRAY strip = turning->strips[component->component_index];
  int transform = turning->transform, swaps = swaps_sides(transform);
  JDIMENSION across = across_of(target, component), down = down_of(target, component);
  v128_t none = wasm_i16x8_splat(0), odd = wasm_i16x8_const(0, -1, 0, -1, 0, -1, 0, -1);
  v128_t even_row = mirrors_across(transform) ? odd : none;
  v128_t odd_row = mirrors_down(transform) ? wasm_v128_not(even_row) : even_row;
  for (int offset = 0; offset < component->v_samp_factor; offset++) {
    JDIMENSION y = row * component->v_samp_factor + offset;
    if (y >= component->height_in_blocks) break;
    JDIMENSION from_y = mirrors_down(transform) ? down - 1 - y : y;
    for (JDIMENSION x = 0; x < component->width_in_blocks; x++) {
      JDIMENSION from_x = mirrors_across(transform) ? across - 1 - x : x;
      if (swaps) quick_transpose(strip[offset][x], from[from_x][from_y], even_row, odd_row);
      else quick_sign(strip[offset][x], from[from_y][from_x], even_row, odd_row);
    }
  }
  return strip;
}

/* False where the picture has to be turned as a whole: it is written in several passes, or has an edge that stays. */
static int can_turn_while_writing(j_compress_ptr target, int transform) {
  if (target->num_scans != 1 || target->progressive_mode) return 0;
  for (int index = 0; index < target->num_components; index++) {
    jpeg_component_info *component = target->comp_info + index;
    if (mirrors_across(transform) && across_of(target, component) < component->width_in_blocks) return 0;
    if (mirrors_down(transform) && down_of(target, component) < component->height_in_blocks) return 0;
  }
  return 1;
}

static void turn_while_writing(j_decompress_ptr source, j_compress_ptr target, jvirt_barray_ptr *from, struct turning *turning) {
  j_common_ptr pool = (j_common_ptr)source;
  for (int index = 0; index < target->num_components; index++) {
    jpeg_component_info *old = source->comp_info + index, *new = target->comp_info + index;
    turning->from[index] = (*source->mem->alloc_small)(pool, JPOOL_IMAGE, old->height_in_blocks * sizeof(JBLOCKROW));
    for (JDIMENSION row = 0; row < old->height_in_blocks; row++)
      turning->from[index][row] = *(*source->mem->access_virt_barray)(pool, from[index], row, 1, FALSE);
    turning->strips[index] = (*source->mem->alloc_barray)(pool, JPOOL_IMAGE, new->width_in_blocks, new->v_samp_factor);
  }
  target->client_data = turning;
}

/* `transform` is a JXFORM_CODE. Without `trim` a size at which it would not be perfect fails. */
__attribute__((export_name("turn"))) void turn(unsigned char *input, unsigned long size, int transform, int trim) {
  struct jpeg_decompress_struct source;
  struct jpeg_compress_struct target = { .client_data = NULL };
  struct jpeg_error_mgr source_errors, target_errors;
  jpeg_transform_info info = { .transform = (JXFORM_CODE)transform, .perfect = !trim, .trim = trim };
  source.err = strict(&source_errors);
  target.err = strict(&target_errors);
  open_picture(&source, input, size);
  if (!jtransform_request_workspace(&source, &info)) host_fail(2, "its size is no multiple of its blocks");
  jvirt_barray_ptr *from = jpeg_read_coefficients(&source);
  note_end(&source, size);
  jpeg_create_compress(&target);
  jpeg_copy_critical_parameters(&source, &target);
  jvirt_barray_ptr *to = jtransform_adjust_parameters(&source, &target, from, &info);
  output = NULL;
  output_size = 0;
  jpeg_mem_dest(&target, &output, &output_size);
  target.arith_code = source.arith_code;
  if (source.progressive_mode) jpeg_simple_progression(&target);
  struct turning turning = { .transform = transform };
  jpeg_write_coefficients(&target, to);
  if (can_turn_while_writing(&target, transform)) turn_while_writing(&source, &target, from, &turning);
  else jtransform_execute_transform(&source, &target, from, &info);
  jpeg_finish_compress(&target);
  width = target.image_width;
  height = target.image_height;
  jpeg_destroy_compress(&target);
  jpeg_destroy_decompress(&source);
}

#define MOST_SMALL 4000000

/* Where in the upright picture, `across` by `down`, the pixel at x, y of the one as it is belongs. */
static unsigned long place_of(int transform, unsigned int x, unsigned int y, unsigned int across, unsigned int down) {
  unsigned int to_x = x, to_y = y;
  if (swaps_sides(transform)) {
    to_x = y;
    to_y = x;
  }
  if (mirrors_across(transform)) to_x = across - 1 - to_x;
  if (mirrors_down(transform)) to_y = down - 1 - to_y;
  return (unsigned long)to_y * across + to_x;
}

/* Turns a small picture of any size by encoding it anew. */
__attribute__((export_name("turnSmall"))) void turn_small(unsigned char *input, unsigned long size, int transform, int quality) {
  struct jpeg_decompress_struct source;
  struct jpeg_compress_struct target = { .client_data = NULL };
  struct jpeg_error_mgr source_errors, target_errors;
  source.err = strict(&source_errors);
  target.err = strict(&target_errors);
  open_picture(&source, input, size);
  if (source.jpeg_color_space != JCS_YCbCr && source.jpeg_color_space != JCS_GRAYSCALE) host_fail(2, "its colours are unusual");
  if ((double)source.image_width * source.image_height > MOST_SMALL) host_fail(2, "it is not small");
  source.out_color_space = source.jpeg_color_space;
  jpeg_start_decompress(&source);
  int parts = source.output_components;
  int swaps = swaps_sides(transform);
  unsigned int across = swaps ? source.output_height : source.output_width;
  unsigned int down = swaps ? source.output_width : source.output_height;
  unsigned char *row = (*source.mem->alloc_large)((j_common_ptr)&source, JPOOL_IMAGE, (size_t)source.output_width * parts);
  unsigned char *pixels = (*source.mem->alloc_large)((j_common_ptr)&source, JPOOL_IMAGE, (size_t)across * down * parts);
  while (source.output_scanline < source.output_height) {
    unsigned int y = source.output_scanline;
    jpeg_read_scanlines(&source, &row, 1);
    for (unsigned int x = 0; x < source.output_width; x++)
      memcpy(pixels + place_of(transform, x, y, across, down) * parts, row + (size_t)x * parts, parts);
  }
  jpeg_create_compress(&target);
  output = NULL;
  output_size = 0;
  jpeg_mem_dest(&target, &output, &output_size);
  target.image_width = across;
  target.image_height = down;
  target.input_components = parts;
  target.in_color_space = source.jpeg_color_space;
  jpeg_set_defaults(&target);
  jpeg_set_quality(&target, quality, TRUE);
  target.optimize_coding = TRUE;
  target.write_JFIF_header = FALSE;
  jpeg_start_compress(&target, TRUE);
  while (target.next_scanline < down) {
    unsigned char *line = pixels + (size_t)target.next_scanline * across * parts;
    jpeg_write_scanlines(&target, &line, 1);
  }
  jpeg_finish_compress(&target);
  jpeg_finish_decompress(&source);
  width = across;
  height = down;
  jpeg_destroy_compress(&target);
  jpeg_destroy_decompress(&source);
}
