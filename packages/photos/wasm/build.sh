#!/usr/bin/env bash
# Builds turn.wasm, libjpeg-turbo's lossless transform, from a named source. Its result is in the repository: run this only to
# renew it. On Debian 12: apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32 curl patch
# (and no binaryen: this clang would run its wasm-opt and not tell it about vectors). quick.patch takes what costs most of a turn's
# time to registers of 64 and 128 bits; the result is the same to the bit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

version=2.1.5
checksum=254f3642b04e309fee775123133c6464181addc150499561020312ec61c1bf7c
address="http://deb.debian.org/debian/pool/main/libj/libjpeg-turbo/libjpeg-turbo_$version.orig.tar.gz"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
curl --silent --show-error --fail --location --output "$work/source.tar.gz" "$address"
echo "$checksum  $work/source.tar.gz" | sha256sum --check --quiet
tar --extract --gzip --file "$work/source.tar.gz" --directory "$work" --strip-components 1

patch --quiet --strip 0 --directory "$work" <quick.patch
sed s/@COPYRIGHT_YEAR@/2023/ "$work/jversion.h.in" >"$work/jversion.h"

cat >"$work/jconfig.h" <<CONFIG
#define JPEG_LIB_VERSION 62
#define LIBJPEG_TURBO_VERSION $version
#define LIBJPEG_TURBO_VERSION_NUMBER 2001005
#define C_ARITH_CODING_SUPPORTED 1
#define D_ARITH_CODING_SUPPORTED 1
#define MEM_SRCDST_SUPPORTED 1
#define BITS_IN_JSAMPLE 8
CONFIG
cat >"$work/jconfigint.h" <<CONFIG
#define BUILD "milepost"
#define INLINE inline __attribute__((always_inline))
#define THREAD_LOCAL
#define PACKAGE_NAME "libjpeg-turbo"
#define VERSION "$version"
#define SIZEOF_SIZE_T 4
#define HAVE_BUILTIN_CTZL
#define FALLTHROUGH __attribute__((fallthrough));
CONFIG

sources=(jcapimin jcapistd jccoefct jccolor jcdctmgr jchuff jcicc jcinit jcmainct jcmarker jcmaster jcomapi jcparam jcphuff
  jcprepct jcsample jctrans jdapimin jdapistd jdatadst jdatasrc jdcoefct jdcolor jddctmgr jdhuff jdicc jdinput jdmainct jdmarker
  jdmaster jdmerge jdphuff jdpostct jdsample jdtrans jerror jfdctflt jfdctfst jfdctint jidctflt jidctfst jidctint jidctred
  jquant1 jquant2 jutils jmemmgr jmemnobs jaricom jcarith jdarith jsimd_none transupp)
sources=("${sources[@]/#/$work/}")
sources=("${sources[@]/%/.c}")

# A gigabyte is enough for a photo of 100 megapixels, and all that a hostile one gets.
clang --target=wasm32-wasi -O3 -flto -msimd128 -mbulk-memory -mexec-model=reactor -DNO_GETENV -DNO_PUTENV -I"$work" -I. \
  -Wl,--strip-all -Wl,--max-memory=1073741824 -Wl,-z,stack-size=262144 \
  -o turn.wasm turn.c "${sources[@]}" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
cat "$work/README.ijg" "$work/LICENSE.md" >LICENSE.libjpeg-turbo
ls -l turn.wasm
