import type { RedisOptions } from '@milepost/core';
import { MilepostError } from '@milepost/core/model';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { WrongUse } from '../exit-code.ts';

/** Where many machines meet. */
export interface RedisFlags {
  readonly redis?: string;
  readonly redisPrefix?: string;
  readonly takeOver?: number;
  readonly takeOvers?: number;
}

export function withRedis(command: Command, what: string): Command {
  return command
    .addOption(new Option('--redis <url>', what).env('MILEPOST_REDIS'))
    .addOption(new Option('--redis-prefix <name>', 'what all keys begin with; milepost unless told').env('MILEPOST_REDIS_PREFIX'))
    .addOption(
      new Option('--take-over <seconds>', 'jobs of a worker that died are taken within so long; 30 unless told')
        .env('MILEPOST_TAKE_OVER')
        .argParser(readSeconds),
    )
    .addOption(
      new Option('--take-overs <number>', 'a job that gets no further fails when it was taken over so often; 3 unless told')
        .env('MILEPOST_TAKE_OVERS')
        .argParser(readCount),
    );
}

/** Undefined where nobody named a Redis. */
export function readRedis({ redis, redisPrefix, takeOver, takeOvers }: RedisFlags): RedisOptions | undefined {
  return redis === undefined ? undefined : { url: redis, prefix: redisPrefix, takeOver: takeOver && takeOver * 1_000, takeOvers };
}

/** Redis that cannot be used is for who named it to mend. @throws WrongUse, or what it is */
export function refuseWithoutRedis(thrown: unknown): never {
  if (thrown instanceof MilepostError && thrown.reason === 'ENGINE_UNAVAILABLE')
    throw new WrongUse(thrown.message, { cause: thrown });
  throw thrown;
}

/** A whole number from 1 on. */
export function readCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Expected a whole number, 1 or more.');
  return count;
}

function readSeconds(value: string): number {
  const seconds = Number(value);
  if (!(seconds >= 3 && seconds <= 3_600)) throw new InvalidArgumentError('Expected seconds, 3 to 3600.');
  return seconds;
}
