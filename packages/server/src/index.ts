export { defaultLimits, type Limits } from './limits.ts';
export { addToken, firstName, type KeptToken, readTokens, revokeToken, tokenFile } from './login/token-file.ts';
export { type AnswerOptions, type Mount, type MountOptions, mountMilepost } from './mount.ts';
export type { AppRouter } from './router.ts';
export { openServer, type Server, type ServerOptions } from './server.ts';
export type { MakeThumbnail, Thumbnail } from './thumbnails/answer.ts';
export type { WireErrorData } from './wire-error.ts';
