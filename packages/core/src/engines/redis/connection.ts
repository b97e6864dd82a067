import type { Redis, RedisOptions } from 'ioredis';
import { MilepostError } from '../../model/index.ts';

/** A line to Redis that mends itself. */
export interface RedisLink {
  readonly client: Redis;
  /** `redis://host:6379/0`: without the password. */
  readonly address: string;
  /** Why it cannot be reached just now, in a sentence; null when it can. */
  readonly trouble: string | null;
  /** What of its settings, or of the room that is left, endangers what is kept in it, as it is now. */
  inspect(): Promise<readonly string[]>;
  /**
   * What is asked, or `otherwise` where Redis is away, or goes while the answer is owed. What was asked is asked still: it is
   * answered to nobody when Redis is back.
   */
  unlessAway<Result, Otherwise>(asked: Promise<Result>, otherwise: Otherwise): Promise<Result | Otherwise>;
  /** A line of its own, for what blocks or only listens. */
  duplicate(options?: Partial<RedisOptions>): Redis;
  close(): void;
}

/** It is asked for a sign of life so often; none for so long means that the network is cut. Milliseconds. */
const askPeriod = 2_000;
const silence = 10_000;
const firstTry = 5_000;
const oldest = [6, 2] as const;

/**
 * Connects, and looks whether this Redis will keep what it is told.
 * @throws MilepostError `ENGINE_UNAVAILABLE` when it cannot be reached or used, or ioredis is not installed
 */
export async function openRedis(url: string): Promise<RedisLink> {
  const address = addressOf(url);
  const { Redis } = await loadRedis();
  let failure: string | null = null;
  let lostAt: number | null = null;
  const options: RedisOptions = {
    maxRetriesPerRequest: null,
    connectTimeout: firstTry,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2_000),
    // A replica that was the master a moment ago: ask again where the master is now.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
  const client = new Redis(url, { ...options, lazyConnect: true });
  const lines = [client];
  client.on('error', (error: Error) => (failure = error.message || error.name));
  /** Those that wait for an answer. */
  const waiting = new Set<() => void>();
  client.on('close', () => {
    lostAt ??= Date.now();
    for (const stop of [...waiting]) stop();
  });
  client.on('ready', () => (lostAt = null));
  try {
    await within(firstTry, client.connect(), () => failure);
    await inspect(client);
  } catch (cause) {
    client.disconnect();
    if (cause instanceof MilepostError) throw cause;
    const message = `Redis at ${address} cannot be used: ${failure ?? (cause as Error).message}`; // ioredis throws Errors
    throw new MilepostError('ENGINE_UNAVAILABLE', message, { cause });
  }
  const stopWatching = watchSilence(lines);
  return {
    client,
    address,
    inspect: () => inspect(client),
    get trouble() {
      if (client.status === 'ready') return null;
      const since = lostAt === null ? '' : ` for ${Math.round((Date.now() - lostAt) / 1000)} s`;
      const why = failure === null ? '' : ` (${failure})`;
      return `Redis at ${address} cannot be reached${since}${why}: jobs wait until it is back.`;
    },
    async unlessAway(asked, otherwise) {
      asked.catch(() => {});
      if (client.status !== 'ready') return otherwise;
      let stop = () => {};
      const away = new Promise<typeof otherwise>((resolve) => {
        stop = () => resolve(otherwise);
        waiting.add(stop);
      });
      return Promise.race([asked, away]).finally(() => waiting.delete(stop));
    },
    duplicate(more = {}) {
      const line = client.duplicate({ ...options, ...more, lazyConnect: false });
      // What goes wrong with it is told of the first one.
      line.on('error', () => {});
      lines.push(line);
      return line;
    },
    close() {
      stopWatching();
      for (const line of lines) line.disconnect();
    },
  };
}

async function loadRedis() {
  try {
    return await import('ioredis');
  } catch (cause) {
    throw new MilepostError(
      'ENGINE_UNAVAILABLE',
      'For Redis the packages bullmq and ioredis are needed: npm install bullmq ioredis',
      {
        cause,
      },
    );
  }
}

/**
 * `redis://host:6379/0`: without the password.
 * @throws MilepostError `ENGINE_UNAVAILABLE` for a URL that is none; it may hold a password, and is not repeated.
 */
export function addressOf(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (cause) {
    throw new MilepostError('ENGINE_UNAVAILABLE', 'Expected a URL like redis://user:password@host:6379/0.', { cause });
  }
  if (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:') {
    const message = `Expected a URL that begins with redis:// or, for TLS, rediss://; got ${parsed.protocol}//.`;
    throw new MilepostError('ENGINE_UNAVAILABLE', message);
  }
  return `${parsed.protocol}//${parsed.hostname}:${parsed.port || 6379}${parsed.pathname}`;
}

/** Some providers hide these settings: what is not told is not warned of. */
async function inspect(client: Redis): Promise<readonly string[]> {
  const info = await client.info();
  const found = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();
  const [major = 0, minor = 0] = (found('redis_version') ?? '7.0').split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    const message = `Redis ${oldest.join('.')} or newer is needed; this one is ${major}.${minor}.`;
    throw new MilepostError('ENGINE_UNAVAILABLE', message);
  }
  const policy = found('maxmemory_policy') ?? 'noeviction';
  const warnings: string[] = [];
  if (policy !== 'noeviction')
    warnings.push(
      `Redis may throw jobs away when its memory is full: set maxmemory-policy to noeviction (it is ${policy}), or jobs can be lost.`,
    );
  if (found('aof_enabled') === '0')
    warnings.push(
      'Redis keeps no append-only file: when it is restarted, what it was told since its last snapshot is done again. Set appendonly to yes.',
    );
  const [used = 0, most = 0] = ['used_memory', 'maxmemory'].map((name) => Number(found(name) ?? 0));
  if (most > 0 && used > 0.9 * most)
    warnings.push(
      `Redis has filled ${Math.floor((used / most) * 100)} % of its maxmemory: when it is full, nothing begins and what is done waits to be told. Give it more, or have a server take what is reported.`,
    );
  return warnings;
}

/** A network that is cut says nothing: only that no answer comes shows it. Each line may be cut alone. Gives what stops it. */
function watchSilence(lines: readonly Redis[]): () => void {
  const asked = new Map<Redis, number>();
  const timer = setInterval(() => {
    for (const line of lines) {
      const since = asked.get(line);
      if (line.status !== 'ready') asked.delete(line);
      else if (since === undefined) {
        asked.set(line, Date.now());
        const answer = () => void asked.delete(line);
        line.ping().then(answer, answer);
      } else if (Date.now() - since > silence) {
        asked.delete(line);
        line.disconnect(true);
      }
    }
  }, askPeriod);
  timer.unref();
  return () => clearInterval(timer);
}

async function within<Result>(ms: number, promise: Promise<Result>, why: () => string | null): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(why() ?? `no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
