import { beginsAsJpeg, holdsJpeg, type Window } from '../jpeg/segments.ts';

/** What kind of picture a file holds, by its content. */
export type Format = 'JPEG' | 'PNG' | 'WebP' | 'TIFF' | 'HEIF';

const heifBrands = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)$/;

/**
 * The format of an open file, whose first bytes it reads into the window; null for anything else. Most raw photos are TIFFs;
 * AVIF is a HEIF.
 */
export function formatOf(file: number, window: Window): Format | null {
  return beginsAsJpeg(file, window) ? 'JPEG' : otherFormatIn(window);
}

/** The same of a file that `formatOf` has read with this window: its beginning is mostly still there. */
export function formatAgain(file: number, window: Window): Format | null {
  if (window.start !== 0) return formatOf(file, window);
  return holdsJpeg(window) ? 'JPEG' : otherFormatIn(window);
}

function otherFormatIn(window: Window): Format | null {
  const start = window.bytes.toString('latin1', 0, Math.min(16, window.filled));
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'WebP';
  if (start.length >= 8 && (start.startsWith('II*\0') || start.startsWith('MM\0*'))) return 'TIFF';
  return start.slice(4, 8) === 'ftyp' && heifBrands.test(start.slice(8, 12)) ? 'HEIF' : null;
}
