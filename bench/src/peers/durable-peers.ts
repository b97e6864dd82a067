import type { AppendSync } from '@milepost/core/testing';
import type { Contestant } from '../question.ts';
import { openDatabase, postgresMissing } from './postgres.ts';
import { openRedis, redisMissing } from './redis.ts';

/** What peers that remember their jobs need, as far as this machine has it. */
export interface DurablePeers {
  /** A contestant for each way in which Redis may write, where there is one; `wanted` beside the one that answers for what is on disk. */
  withRedis(name: string, measure: (port: number) => Promise<number>, wanted?: number): Contestant[];
  withPostgres(name: string, measure: (url: string) => Promise<number>, wanted?: number): Contestant[];
  /** Who is not there, and why. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

export async function openDurablePeers(): Promise<DurablePeers> {
  const [everySecond, always, database] = [await openRedis('everysec'), await openRedis('always'), await openDatabase()];
  const servers = Object.entries({ everysec: everySecond, always }) as [AppendSync, typeof always][]; // those keys
  return {
    withRedis: (name, measure, wanted) =>
      servers.flatMap(([sync, server]) =>
        server === null
          ? []
          : contestant(`BullMQ ${name}, AOF ${sync}`, () => measure(server.port), sync === 'always' ? wanted : undefined),
      ),
    withPostgres: (name, measure, wanted) => (database === null ? [] : contestant(name, () => measure(database.url), wanted)),
    notes: [...(always === null ? [redisMissing] : []), ...(database === null ? [postgresMissing] : [])],
    async close() {
      await everySecond?.close();
      await always?.close();
      await database?.close();
    },
  };
}

function contestant(name: string, measure: () => Promise<number>, wanted: number | undefined): Contestant[] {
  return [wanted === undefined ? { name, measure } : { name, wanted, measure }];
}
