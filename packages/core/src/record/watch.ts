import { isEnded, type Job, type LogEntry, MilepostError, type Numbered, type WatchEvent } from '../model/index.ts';
import type { Store, StoredEvent } from '../store.ts';
import { parseEventId, toEventId } from './event-id.ts';
import type { LiveJob } from './live-job.ts';
import type { Recorder } from './recorder.ts';
import type { Next, Source } from './stream.ts';

const tail = 200;
const blockEvents = 500;
/** So much text of the log goes into one event, about: a reader that stalls has at most one in hand. Characters. */
const blockText = 64 * 1024;
const tailText = 256 * 1024;

/** What happens to one job, read at the reader's own pace: events from memory or the store, of progress only the newest. */
export class WatchSource implements Source<WatchEvent> {
  readonly #recorder: Recorder;
  readonly #store: Store;
  readonly #id: string;
  readonly #live: LiveJob | undefined;
  #cursor: number | null;
  #progressVersion = -1;
  #queue: Numbered<WatchEvent>[] = [];
  /** How many events to ask the store for: fewer where lines are long. */
  #block = blockEvents;
  #ended = false;

  constructor(recorder: Recorder, store: Store, id: string, after: string | undefined) {
    this.#recorder = recorder;
    this.#store = store;
    this.#id = id;
    this.#live = recorder.live(id);
    this.#cursor = parseEventId(store.epoch, after);
  }

  listen(wake: () => void): () => void {
    return this.#live?.listen(wake) ?? (() => {});
  }

  next(): Next<WatchEvent> | Promise<Next<WatchEvent>> {
    const queued = this.#queue.shift();
    if (queued !== undefined) return queued;
    if (this.#ended) return 'done';
    const shown = this.#live?.shown;
    return shown !== undefined ? this.#after(shown) : this.#read().then((record) => this.#after(record));
  }

  #after({ job, seq }: { job: Job; seq: number }): Next<WatchEvent> | Promise<Next<WatchEvent>> {
    if (this.#cursor === null || this.#cursor > seq) return this.#snapshot(job, seq);
    if (this.#cursor < seq) return this.#catchUp(this.#cursor, seq);
    // It had seen all there was of a job that has ended: its last state once more, so that it ends as every stream does.
    if (isEnded(job.state)) this.#end(job);
    else this.#addProgress();
    return this.#queue.shift() ?? null;
  }

  async #snapshot(job: Job, seq: number): Promise<Numbered<WatchEvent>> {
    this.#cursor = seq;
    this.#progressVersion = this.#live?.progressVersion ?? -1;
    const log = newest(await this.#store.logTail(this.#id, { upTo: seq, limit: tail }), tailText);
    if (isEnded(job.state)) this.#end(job);
    return { id: toEventId(this.#store.epoch, seq), event: { type: 'snapshot', job, log } };
  }

  async #catchUp(after: number, upTo: number): Promise<Next<WatchEvent>> {
    const recent = this.#live?.eventsAfter(after)?.slice(0, blockEvents);
    const found = recent ?? (await this.#store.events(this.#id, { after, limit: this.#block }));
    let text = 0;
    let taken = 0;
    let lines: LogEntry[] = [];
    const flush = () => {
      if (lines.length > 0) this.#push((lines.at(-1) as LogEntry).seq, { type: 'log', entries: lines }); // there is one
      lines = [];
    };
    for (const event of found) {
      taken++;
      if (event.type === 'log') {
        lines.push(toEntry(event));
        text += event.message.length;
        if (text < blockText) continue;
        break;
      }
      flush();
      this.#push(event.seq, { type: 'state', job: event.job });
      this.#ended ||= isEnded(event.job.state);
    }
    flush();
    this.#cursor = found[taken - 1]?.seq ?? upTo;
    this.#block = Math.min(blockEvents, taken < found.length ? 2 * taken : 2 * this.#block);
    if (!this.#ended) this.#addProgress();
    return this.#queue.shift() ?? null;
  }

  #addProgress(): void {
    const live = this.#live;
    if (live === undefined || live.progressVersion === this.#progressVersion) return;
    this.#progressVersion = live.progressVersion;
    // After its end nothing more is said of how far it is: its last state says it.
    if (!isEnded(live.shown.job.state)) this.#push(this.#cursor ?? 0, { type: 'progress', progress: live.shown.job.progress });
  }

  #end(job: Job): void {
    this.#push(this.#cursor ?? 0, { type: 'state', job });
    this.#ended = true;
  }

  #push(seq: number, event: WatchEvent): void {
    this.#queue.push({ id: toEventId(this.#store.epoch, seq), event });
  }

  async #read(): Promise<{ job: Job; seq: number }> {
    const record = this.#recorder.live(this.#id)?.shown ?? (await this.#store.job(this.#id));
    if (record === null) throw new MilepostError('JOB_NOT_FOUND', `There is no job "${this.#id}".`);
    return record;
  }
}

/** The last lines whose text is not longer than that, and one at least. */
function newest(log: readonly LogEntry[], longest: number): readonly LogEntry[] {
  let text = 0;
  const first = log.findLastIndex(({ message }) => {
    text += message.length;
    return text > longest;
  });
  return first < 0 ? log : log.slice(Math.min(first + 1, log.length - 1));
}

function toEntry({ type, ...entry }: Extract<StoredEvent, { type: 'log' }>): LogEntry {
  return entry;
}
