import { MilepostError } from '../model/index.ts';

/** Why a file or a folder cannot be had, by what the system or we found wrong with it. */
export function refuseFile(kind: 'folder' | 'file', path: string, cause: unknown): MilepostError {
  if (cause instanceof MilepostError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  const refuse = (reason: 'PATH_NOT_ALLOWED' | 'PATH_NOT_FOUND', message: string) =>
    new MilepostError(reason, message, { cause, issues: [{ path: ['path'], message }] });
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return refuse('PATH_NOT_ALLOWED', `"${path}" may not be opened by the user of this server.`);
    case null:
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENXIO':
      return refuse('PATH_NOT_FOUND', `There is no ${kind} "${path}".`);
    default:
      return new MilepostError('INTERNAL', `The ${kind} "${path}" could not be read: ${code}.`, { cause });
  }
}
