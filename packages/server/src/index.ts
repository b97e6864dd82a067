export type { AppRouter } from './router.ts';
export type { WireErrorData } from './wire-error.ts';
