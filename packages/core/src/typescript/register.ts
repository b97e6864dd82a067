import { loadTypeScript } from './load-typescript.ts';

// `node --import @milepost/core/typescript`: the front door for tests and programs of one's own that are written in TypeScript.
loadTypeScript();
