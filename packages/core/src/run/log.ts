import { format } from 'node:util';
import type { Log } from '../define/context.ts';
import type { LogLine } from '../engine.ts';
import type { LogLevel } from '../model/index.ts';
import type { Backlog } from '../progress/cell.ts';
import { cut } from './failure.ts';

const blockLines = 200;
const longestWait = 20;

/** Gathers log lines and sends them in blocks; where the host is far behind it waits, so that no flood fills the memory. */
export class ThreadLog {
  readonly #send: (lines: readonly LogLine[]) => void;
  #lines: LogLine[] = [];
  #sent = 0;
  #backlog: Backlog | null = null;
  /** The key of the item in hand. */
  item: string | null = null;

  constructor(send: (lines: readonly LogLine[]) => void) {
    this.#send = send;
    for (const [method, level] of consoleLevels) {
      console[method] = (...words: unknown[]) => this.write(level, format(...words));
    }
  }

  /** `backlog` counts the lines of the job that the host has not written yet. */
  begin(backlog: Backlog): void {
    this.#backlog = backlog;
    this.item = null;
  }

  write(level: LogLevel, message: string, item: string | null = this.item): void {
    const now = Date.now();
    if (this.#lines.length === 0) setImmediate(() => this.flush());
    this.#lines.push({ at: now, level, message: cut(String(message)), item });
    // At once after a while of silence: a task that says what it does and then never yields is heard.
    if (this.#lines.length >= blockLines || now - this.#sent > longestWait) this.flush();
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#sent = Date.now();
    this.#backlog?.add(lines.length);
    this.#send(lines);
    this.#backlog?.wait();
  }

  /** What a task writes with. `item` is the key of the item that it is about; without it, the one in hand. */
  writer(item?: string): Log {
    const at = (level: LogLevel) => (message: string) => this.write(level, message, item);
    return Object.assign(at('info'), { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') });
  }
}

const consoleLevels = [
  ['debug', 'debug'],
  ['log', 'info'],
  ['info', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;
