/** Signs that stand for what became of a job, and those of which a bar is made; the second of each is ASCII. */
const glyphs = {
  succeeded: ['✔', '+'],
  partial: ['!', '!'],
  failed: ['✖', 'x'],
  cancelled: ['✖', 'x'],
  held: ['‖', '='],
  full: ['━', '#'],
  empty: ['─', '-'],
} as const;

export function glyph(name: keyof typeof glyphs, unicode: boolean = knowsUnicode()): string {
  return glyphs[name][unicode ? 0 : 1];
}

/** Whether more than ASCII can be shown. What reads from a pipe knows UTF-8; of terminals not all do. */
export function knowsUnicode(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  isTerminal: boolean = process.stdout.isTTY,
): boolean {
  if (!isTerminal) return true;
  // The terminals of today say who they are; the old console draws boxes for what its font lacks.
  if (platform === 'win32') return Boolean(env.WT_SESSION || env.TERM_PROGRAM || env.ConEmuTask || env.TERM?.startsWith('xterm'));
  return env.TERM !== 'linux' && /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}
