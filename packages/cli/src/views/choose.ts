import type { FollowOptions } from '../options.ts';
import type { View } from '../view.ts';
import { knowsUnicode } from '../words/glyphs.ts';
import { describeOptions } from '../words/hint.ts';
import { barView } from './bar.ts';
import { jsonView } from './json.ts';
import { linesView } from './lines.ts';
import { quietView } from './quiet.ts';

/** The view that fits where the output goes: bars on a terminal that can show them, plain lines elsewhere. */
export function chooseView(options: FollowOptions, { several = false }: { several?: boolean } = {}): View {
  const { stdout, stderr } = process;
  const more = describeOptions(options);
  if (options.json) return jsonView(stdout, stderr, { more });
  if (options.quiet) return quietView(stderr, { more });
  return canMoveCursor(stdout)
    ? barView(stdout, { unicode: knowsUnicode(), several, more })
    : linesView(stdout, stderr, { several, more });
}

function canMoveCursor({ isTTY, columns }: NodeJS.WriteStream): boolean {
  return isTTY && process.env.TERM !== 'dumb' && !isOnCi() && (columns ?? 80) >= 20;
}

export function isOnCi(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';
}
