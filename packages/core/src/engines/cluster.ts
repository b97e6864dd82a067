import type { Catalog } from '../check/catalog.ts';
import type { Assignment, Engine, Perform, Report, StoredPlan } from '../engine.ts';
import type { RedisOptions } from '../milepost.ts';
import { isAlive, plural, type WorkerInfo } from '../model/index.ts';
import type { Memory } from '../open-engine.ts';
import { type JobQueue, openJobQueue, openQueueWorker, type QueueWorker } from './bullmq.ts';
import { wordsOf } from './redis/assignment-of.ts';
import { cancelErrors } from './redis/cancel-errors.ts';
import { type Channels, createChannels } from './redis/channel.ts';
import { claimJobs } from './redis/claim.ts';
import { openRedis, type RedisLink } from './redis/connection.ts';
import { checkFormat } from './redis/format.ts';
import { Freeing } from './redis/freeing.ts';
import { Hands } from './redis/hands.ts';
import { createKeys, type Keys } from './redis/keys.ts';
import { offerShares, spreads } from './redis/offer.ts';
import { uploadPlan } from './redis/plan.ts';
import { giveSigns, readSigns, type Signs, type WorkerSign } from './redis/presence.ts';
import { ReportReader } from './redis/reports.ts';
import { createScripts, type RunScript } from './redis/scripts.ts';
import { givePlace, sweepLost } from './redis/sweep.ts';
import { markTasks } from './redis/task-marks.ts';

export interface ClusterOptions {
  readonly redis: RedisOptions;
  readonly catalog: Catalog;
  /** The tasks that are done here; all of the catalog unless told. */
  readonly only?: readonly string[] | undefined;
  /** How many jobs are done here at a time. */
  readonly jobs: number;
  readonly worker: Pick<WorkerSign, 'id' | 'machine' | 'pid' | 'version' | 'startedAt'>;
  readonly threads: () => number;
}

/** Closing waits so long for what runs to reach a safe point, at the most; milliseconds. */
const patience = 15_000;

/**
 * Many machines: BullMQ on Redis moves the jobs and finds those of workers that died. What must be right beside it (plans, what is
 * settled, reports, orders, fences) stands in keys of our own, changed by scripts alone.
 * @throws MilepostError `ENGINE_UNAVAILABLE` when Redis cannot be used
 */
export async function openClusterEngine(options: ClusterOptions): Promise<ClusterEngine> {
  const keys = createKeys(options.redis.prefix ?? 'milepost');
  const link = await openRedis(options.redis.url);
  await checkFormat(link, keys);
  return new ClusterEngine(options, keys, link);
}

export class ClusterEngine implements Engine {
  readonly name = 'bullmq';
  readonly mayLose = true;
  /** True when none of the jobs of its memory had been here. */
  claimed = false;
  readonly #options: ClusterOptions;
  readonly #keys: Keys;
  readonly #link: RedisLink;
  readonly #run: RunScript;
  readonly #queue: JobQueue;
  readonly #stops: (() => void | Promise<void>)[] = [];
  /** By job, what is about to be enqueued: with a long plan that takes its time. */
  readonly #adding = new Map<string, Promise<void>>();
  #channels: Channels | null = null;
  #reader: ReportReader | null = null;
  #hands: Hands | null = null;
  #worker: QueueWorker | null = null;
  #signs: Signs | null = null;
  #known: readonly WorkerInfo[] = [];

  constructor(options: ClusterOptions, keys: Keys, link: RedisLink) {
    this.#options = options;
    this.#keys = keys;
    this.#link = link;
    this.#run = createScripts(link.client, keys.root);
    this.#queue = openJobQueue(link.client, keys);
    this.#stops.push(sweepLost(link.client, keys, this.#queue, this.#takeOver / 2));
  }

  get address(): string {
    return this.#link.address;
  }

  get trouble(): string | null {
    return this.#link.trouble;
  }

  /** @throws MilepostError `DATA_IN_USE` */
  async claim(memory: Memory): Promise<void> {
    this.claimed = await claimJobs(this.#run, { root: this.#keys.root, address: this.address }, memory);
  }

  async enqueue(assignment: Assignment, plan: StoredPlan): Promise<void> {
    const { job } = assignment;
    const adding = this.#adding.get(job) ?? this.#add(assignment, plan).finally(() => this.#adding.delete(job));
    this.#adding.set(job, adding);
    // While Redis is away it waits here; should this process end as well, it is enqueued anew when it is opened.
    await this.#link.unlessAway(adding, undefined);
  }

  async has(job: string): Promise<boolean> {
    const [assignment, parked] = await this.#link.client.hmget(this.#keys.job(job), 'assignment', 'parked');
    return assignment != null && parked == null;
  }

  async cancel(job: string): Promise<boolean> {
    const end = this.#reader?.lookForEnd(job);
    const answer = await this.#order(job, 'cancel');
    // What has ended by it is shown as ended to who asked.
    if (answer === 'ended') await end?.wait();
    end?.forget();
    return answer !== 'none';
  }

  async pause(job: string): Promise<boolean> {
    return (await this.#order(job, 'pause')) !== 'none';
  }

  async resume(job: string): Promise<boolean> {
    return (await this.#order(job, 'go')) === 'told';
  }

  async hold(job: string, exclusive: string): Promise<void> {
    await this.#run('hold', job, exclusive);
  }

  async work(perform: Perform): Promise<void> {
    const { worker, jobs, catalog, only = [...catalog.keys()], threads } = this.#options;
    const hands = new Hands({
      client: this.#link.client,
      keys: this.#keys,
      run: this.#run,
      perform,
      worker: worker.id,
      spreads: (assignment) => spreads(catalog, assignment),
      offer: (assignment) => offerShares(assignment, { ...this.#parts, catalog, worker: worker.id }),
      patience: this.#takeOver,
      takeOvers: this.#options.redis.takeOvers ?? 3,
      onPaused: (count) => this.#worker?.setPlaces(jobs + count),
      onChange: () => this.#signs?.giveSoon(),
    });
    this.#hands = hands;
    await hands.listen(this.#listen());
    const tasks = markTasks(catalog, only);
    const read = () => ({ ...worker, jobs: hands.jobs, threads: threads(), tasks });
    this.#signs = await giveSigns(this.#run, read);
    this.#stops.push(() => this.#signs?.stop());
    this.#worker = openQueueWorker(this.#link.client, this.#keys, {
      worker: worker.id,
      places: jobs,
      takeOver: this.#takeOver,
      hands,
      queue: this.#queue,
      mayTake: async (job) => (await this.#run('mayTake', job)) === 1,
      knows: (task) => only.includes(task) && catalog.has(task),
      onGone: (job) => void givePlace(this.#link.client, this.#keys, this.#queue, job).catch(() => {}),
    });
  }

  async subscribe(listener: (report: Report, cursor: string | null) => Promise<void>, after: string | null): Promise<void> {
    const { client } = this.#link;
    const ended = await client.smembers(this.#keys.ended);
    const freeing = new Freeing(this.#run);
    this.#stops.push(() => freeing.flush());
    const onEnded = (job: string) => freeing.free(job);
    this.#reader = new ReportReader(this.#link.duplicate(), this.#keys, { listener, after, onEnded });
    await this.#reader.begin();
    // Of these the end is on disk by now, if it was not before.
    freeing.free(...ended);
    const tell = (text: string) => void listener(JSON.parse(text) as Report, null).catch(() => {}); // written by a worker's line
    await this.#listen().subscribe(this.#keys.progressChannel, tell);
    for (const text of Object.values(await client.hgetall(this.#keys.progress))) tell(text);
  }

  /** Those that were heard of lately; while Redis is away, as they were known last. */
  async workers(): Promise<readonly WorkerInfo[]> {
    const signs = readSigns(this.#link.client, this.#keys, this.#options.catalog);
    this.#known = await this.#link.unlessAway(signs, this.#known);
    return this.#known;
  }

  async warnings(): Promise<readonly string[]> {
    const workers = (await this.workers()).filter((worker) => isAlive(worker));
    const waiting = await this.#link.unlessAway(this.#queue.waiting(), 0);
    if (this.trouble !== null) return [this.trouble];
    const warnings = [...(await this.#link.unlessAway(this.#link.inspect(), []))];
    if (workers.length === 0 && waiting > 0) {
      const wait = waiting === 1 ? 'job waits' : `${plural('job', waiting)} wait`;
      warnings.push(`${waiting} ${wait} and nobody works: start \`milepost work --redis …\` on some machine.`);
    }
    for (const { id, differs } of workers) {
      if (differs.length > 0) warnings.push(`The worker ${id} has other tasks than the server: ${differs.join(', ')}.`);
    }
    return warnings;
  }

  async close(): Promise<void> {
    this.#hands?.leave();
    await this.#worker?.close(this.trouble === null ? patience : 0);
    this.#hands?.close();
    for (const stop of this.#stops.splice(0)) await this.#link.unlessAway(Promise.resolve(stop()), undefined);
    this.#reader?.close();
    await this.#link.unlessAway(this.#queue.close(), undefined);
    this.#link.close();
  }

  async #add(assignment: Assignment, plan: StoredPlan): Promise<void> {
    const { job, task, input, priority, attempt, planned } = assignment;
    const { client } = this.#link;
    // Of one that nobody has begun or planned nothing can be there.
    const isNew = attempt === 1 && !planned;
    const length = isNew || (await client.exists(this.#keys.job(job))) === 1 ? 0 : await this.#upload(job, plan, planned);
    const accepted = this.#run('accept', job, Date.now(), ...wordsOf(assignment, length));
    const queued = { job, task, priority, begun: attempt > 1, input };
    // Both are sent at once: Redis does them in this order.
    const adding = isNew ? this.#queue.add(queued, true) : null;
    const [answer] = await Promise.all([accepted, adding]);
    if (!isNew || answer === 0) await this.#queue.add(queued);
  }

  #upload(job: string, plan: StoredPlan, complete: boolean): Promise<number> {
    return uploadPlan(this.#link.client, this.#keys, this.#run, { job, plan, complete });
  }

  /** While Redis is away it is told when that is back; what is about to be enqueued hears it when it is. */
  async #order(job: string, order: 'go' | 'pause' | 'cancel'): Promise<string> {
    const give = () => this.#run('order', job, Date.now(), ...cancelErrors, order);
    const adding = this.#adding.get(job)?.catch(() => {});
    const told = (adding === undefined ? give() : adding.then(give)).then(async (reply) => {
      const [answer = '', following = ''] = reply as string[]; // as the script says
      if (answer === 'waits' || answer === 'ended') await this.#queue.withdraw(job);
      if (following !== '') await this.#queue.promote(following);
      return answer;
    });
    return this.#link.unlessAway(told, 'told');
  }

  get #parts() {
    return { client: this.#link.client, keys: this.#keys, run: this.#run, queue: this.#queue };
  }

  #listen(): Channels {
    this.#channels ??= createChannels(this.#link.duplicate());
    return this.#channels;
  }

  get #takeOver(): number {
    return this.#options.redis.takeOver ?? 30_000;
  }
}
