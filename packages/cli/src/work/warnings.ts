const period = 5_000;

/** Says what is to be known of the Redis on stderr, once each time that it comes up. Gives what stops it. */
export function tellWarnings(read: () => Promise<readonly string[]>): () => void {
  let known: ReadonlySet<string> = new Set();
  async function look(): Promise<void> {
    const warnings = await read();
    for (const warning of warnings) if (!known.has(withoutTime(warning))) process.stderr.write(`warning: ${warning}\n`);
    known = new Set(warnings.map(withoutTime));
  }
  const timer = setInterval(() => void look().catch(() => {}), period);
  timer.unref();
  void look().catch(() => {});
  return () => clearInterval(timer);
}

/** `cannot be reached for 12 s` is the same as for 17 s. */
function withoutTime(warning: string): string {
  return warning.replaceAll(/\d+/g, '');
}
