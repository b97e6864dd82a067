import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Milepost } from '@milepost/core';
import { isEnded, type Job } from '@milepost/core/model';
import { createCounter, createHistogram, describeGauge } from './metrics.ts';

/** Counts what happens, for whoever watches over the server. */
export interface Monitor {
  /** Something was refused, by the reason that the client was told. */
  refused(reason: string): void;
  /** A WebSocket was opened, or is gone. */
  connected(change: 1 | -1): void;
  /** A subscription began, or is over. */
  watching(change: 1 | -1): void;
  /** A reader that did not read was dropped. */
  dropped(): void;
  /** All of it in the text format of Prometheus. */
  describe(): Promise<string>;
  close(): void;
}

const seconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];
const commitSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const nanoseconds = 1e9;
/** How often the loop is looked at, milliseconds: what it is late is beyond that. */
const lookEvery = 20;

/** Labels are names of tasks, states and reasons: as many as there are of those, however long it runs. Never ids of jobs. */
export function createMonitor(milepost: Milepost): Monitor {
  const known = new Set(milepost.tasks.map(({ name }) => name));
  const taskOf = ({ task }: Job) => (known.has(task) ? task : 'unknown');
  const ended = createCounter('milepost_jobs_ended_total', 'Jobs that have ended.');
  const durations = createHistogram('milepost_job_seconds', 'From the first start of a job to its end.', seconds);
  const waits = createHistogram('milepost_job_wait_seconds', 'From the asking for a job to its first start.', seconds);
  const items = createCounter('milepost_items_total', 'Items, or steps, that are over.');
  const commits = createHistogram('milepost_store_commit_seconds', 'How long the store took to write.', commitSeconds);
  const failures = createCounter('milepost_store_commit_failures_total', 'Commits that went wrong; they are tried again.');
  const refusals = createCounter('milepost_requests_refused_total', 'What was refused, by the reason that was told.');
  const drops = createCounter('milepost_watchers_dropped_total', 'Readers that were dropped because they did not read.');
  const counters = [ended, durations, waits, items, commits, failures, refusals, drops];
  for (const counter of [failures, drops]) counter.add(0);

  /** Those that have not ended. */
  const live = new Map<string, Job>();
  const lag = monitorEventLoopDelay({ resolution: lookEvery });
  lag.enable();
  let sockets = 0;
  let watchers = 0;

  const stop = milepost.observe({
    job(job, before) {
      const task = taskOf(job);
      if (isEnded(job.state)) live.delete(job.id);
      else live.set(job.id, job);
      for (const outcome of ['done', 'skipped', 'failed'] as const) {
        const more = job.progress[outcome] - (before?.progress[outcome] ?? 0);
        if (more > 0) items.add(more, { task, outcome });
      }
      if (before?.state === job.state) return;
      const { createdAt, startedAt, finishedAt, state, attempt } = job;
      if (state === 'running' && before?.state === 'queued' && attempt === 1 && startedAt !== null) {
        waits.observe((startedAt - createdAt) / 1000, { task });
      }
      if (!isEnded(state)) return;
      ended.add(1, { task, state });
      if (startedAt !== null && finishedAt !== null) durations.observe((finishedAt - startedAt) / 1000, { task });
    },
    commit(ms, failed) {
      if (failed) failures.add(1);
      else commits.observe(ms / 1000);
    },
  });

  function describeJobs(): string[] {
    const counts = new Map<string, readonly [number, { task: string; state: string }]>();
    for (const job of live.values()) {
      const labels = { task: taskOf(job), state: job.state };
      const key = JSON.stringify(labels);
      counts.set(key, [(counts.get(key)?.[0] ?? 0) + 1, labels]);
    }
    return describeGauge('milepost_jobs', 'Jobs that have not ended.', [...counts.values()]);
  }

  function describeProcess(): string[] {
    const quantile = (share: number) =>
      [Math.max(0, lag.percentile(share * 100) / nanoseconds - lookEvery / 1000), { quantile: String(share) }] as const;
    const lines = [
      ...describeGauge('milepost_event_loop_lag_seconds', 'How late the loop was since it was last asked for.', [
        quantile(0.5),
        quantile(0.99),
        quantile(1),
      ]),
      ...describeGauge('process_resident_memory_bytes', 'Memory of the process.', [[process.memoryUsage.rss()]]),
      ...describeGauge('process_start_time_seconds', 'When the process began, since 1970.', [
        [(Date.now() - performance.now()) / 1000],
      ]),
    ];
    const { user, system } = process.cpuUsage();
    const cpu = createCounter('process_cpu_seconds_total', 'Time on the processor, user and system.');
    cpu.add((user + system) / 1e6);
    lag.reset();
    return [...lines, ...cpu.lines()];
  }

  return {
    refused: (reason) => refusals.add(1, { reason }),
    connected(change) {
      sockets += change;
    },
    watching(change) {
      watchers += change;
    },
    dropped: () => drops.add(1),
    async describe() {
      const { version, engine, store, node, workers } = await milepost.info();
      const threads = workers.reduce((sum, worker) => sum + worker.threads, 0);
      const lines = [
        ...describeGauge('milepost_info', 'What runs here.', [[1, { version, engine, store, node }]]),
        ...describeJobs(),
        ...describeGauge('milepost_workers', 'Who does jobs.', [[workers.length]]),
        ...describeGauge('milepost_worker_threads', 'Their threads.', [[threads]]),
        ...describeGauge('milepost_sockets', 'WebSockets that are open.', [[sockets]]),
        ...describeGauge('milepost_watchers', 'Subscriptions that are open.', [[watchers]]),
        ...counters.flatMap(({ lines }) => lines()),
        ...describeProcess(),
      ];
      return `${lines.join('\n')}\n`;
    },
    close() {
      stop();
      lag.disable();
    },
  };
}
