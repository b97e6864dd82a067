/** What the system refuses, by its code, as the end of a sentence that begins with the file's name. */
const sentences: { readonly [code: string]: string } = {
  ENOENT: 'is no longer there',
  ENOTDIR: 'is no longer there',
  EACCES: 'may not be opened by this user',
  EPERM: 'may not be changed by this user',
  EROFS: 'is on a disk that is read-only',
  ENOSPC: 'is on a disk that is full',
  EDQUOT: "is on a disk where this user's share is used up",
  EIO: 'could not be read or written: the disk reports an error',
  ELOOP: 'is a link, and links are left alone',
  EISDIR: 'is a folder',
  ENAMETOOLONG: 'has too long a name',
  EBUSY: 'is in use by another program',
  ETXTBSY: 'is in use by another program',
  EMFILE: 'could not be opened: too many files are open',
  ENFILE: 'could not be opened: too many files are open',
};

/** How something ended that was to be done to a file: a code for programs and a sentence for people. */
export class PhotoFailure extends Error {
  override readonly name = 'PhotoFailure';
  readonly code: string;

  /** `problem` ends a sentence that begins with the file's name. */
  constructor(code: string, name: string, problem: string, cause?: unknown) {
    super(`${name} ${problem}.`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** An error's code: `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
}

/** What a system's error says of a file: `is no longer there`. */
export function describeProblem(error: unknown): string {
  return sentences[codeOf(error)] ?? `could not be handled: ${error instanceof Error ? error.message : String(error)}`;
}

/** Says in a sentence what happened to the file of this name. What is a sentence already stays as it is. */
export function toFailure(error: unknown, name: string): PhotoFailure {
  return error instanceof PhotoFailure ? error : new PhotoFailure(codeOf(error), name, describeProblem(error), error);
}

/** The same of a file that was to be replaced, or to get another name: what is refused then is refused of its folder. */
export function toFolderFailure(error: unknown, name: string): PhotoFailure {
  if (error instanceof PhotoFailure || codeOf(error) !== 'EACCES') return toFailure(error, name);
  return new PhotoFailure('EACCES', name, 'is in a folder that this user may not write in', error);
}
