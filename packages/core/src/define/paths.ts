import { z } from 'zod';

export const folderFormat = 'folder-path';
export const fileFormat = 'file-path';

/**
 * A string that is the path of a folder: forms offer a picker, the command line takes it as its positional argument, and the
 * server lets it only into the allowed roots.
 */
export function folderPath(): z.ZodString {
  return z.string().min(1, 'Expected the path of a folder.').max(4096).meta({ format: folderFormat });
}

/** A string that is the path of a file; see `folderPath`. */
export function filePath(): z.ZodString {
  return z.string().min(1, 'Expected the path of a file.').max(4096).meta({ format: fileFormat });
}
