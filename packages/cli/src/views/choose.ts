import type { View } from '../view.ts';
import { barView } from './bar.ts';
import { jsonView } from './json.ts';
import { linesView } from './lines.ts';
import { quietView } from './quiet.ts';

/** The view that fits where the output goes: a bar on a terminal that can show one, plain lines elsewhere. */
export function chooseView(options: { json?: boolean | undefined; quiet?: boolean | undefined }): View {
  if (options.json) return jsonView(process.stdout);
  if (options.quiet) return quietView(process.stderr);
  return canMoveCursor(process.stdout)
    ? barView(process.stdout, { unicode: knowsUnicode() })
    : linesView(process.stdout, process.stderr);
}

function canMoveCursor({ isTTY, columns }: NodeJS.WriteStream): boolean {
  return isTTY && process.env.TERM !== 'dumb' && !isOnCi() && (columns ?? 80) >= 20;
}

export function isOnCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';
}

function knowsUnicode(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32') return env.WT_SESSION !== undefined || env.TERM_PROGRAM === 'vscode';
  return env.TERM !== 'linux' && /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}
