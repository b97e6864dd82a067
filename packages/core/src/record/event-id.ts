/** The id of an event, `epoch:number`: where to resume from. */
export function toEventId(epoch: string, seq: number): string {
  return `${epoch}:${seq}`;
}

/** The number in an id, or null when it is of another memory, or none of ours: then only a snapshot helps. */
export function parseEventId(epoch: string, id: string | undefined): number | null {
  if (id === undefined || !id.startsWith(`${epoch}:`)) return null;
  const seq = id.slice(epoch.length + 1);
  return /^\d{1,15}$/.test(seq) ? Number(seq) : null;
}
