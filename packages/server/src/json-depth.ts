/** True when JSON is nested at most `depth` deep. Walks without recursion, so that no depth can break it. */
export function isShallow(value: unknown, depth: number): boolean {
  let level = [value];
  for (let at = 0; level.length > 0; at++) {
    const below: unknown[] = [];
    for (const node of level) {
      if (typeof node !== 'object' || node === null) continue;
      if (at >= depth) return false;
      for (const child of Object.values(node)) below.push(child);
    }
    level = below;
  }
  return true;
}
