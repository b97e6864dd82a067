import type { Command } from 'commander';
import { onInterrupt } from '../interrupt.ts';
import { repeated, type TasksOption, withTasks } from '../options.ts';
import { loadTasks } from '../places/task-modules.ts';
import { describeWorking } from '../work/greeting.ts';
import { type RedisFlags, readCount, readRedis, refuseWithoutRedis, withRedis } from '../work/redis-options.ts';
import { tellWarnings } from '../work/warnings.ts';

type Options = TasksOption &
  RedisFlags & { readonly concurrency?: number; readonly threads?: number; readonly onlyTasks?: readonly string[] };

export function workCommand(program: Command): void {
  const command = program.command('work').summary('do jobs on this machine for a server');
  withRedis(withTasks(command), 'the Redis of the server')
    .description('Does the jobs of a server that was started with the same --redis. Any number of machines may.')
    .option('--concurrency <number>', 'how many jobs at a time; 8 unless told', readCount)
    .option('--threads <number>', 'how many threads batches may have beside; one a core unless told', readCount)
    .addOption(repeated('--only-tasks <name>', 'only jobs of this task; may be repeated'))
    .addHelpText('after', '\nExample:\n  $ milepost work --redis redis://10.0.0.5 --tasks ./tasks.js')
    .action(work);
}

async function work(options: Options): Promise<void> {
  const redis = readRedis(options) ?? { url: 'redis://127.0.0.1:6379' };
  const asked = new Promise<void>((resolve) => onInterrupt(() => resolve()));
  const [core, tasks] = await Promise.all([import('@milepost/core'), loadTasks(options.tasks)]);
  const { concurrency: jobs, threads, onlyTasks: only } = options;
  const worker = await core.openWorker({ tasks, redis, jobs, threads, only }).catch(refuseWithoutRedis);
  const stop = tellWarnings(() => worker.warnings());
  try {
    process.stdout.write(describeWorking(worker));
    await asked;
    process.stdout.write('Leaving: what runs here reaches a safe point and goes on elsewhere.\n');
  } finally {
    stop();
    await worker.close();
  }
}
