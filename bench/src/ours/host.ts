import { fork } from 'node:child_process';
import { once } from 'node:events';

export const token = 'a-token-for-the-bench';

export type HostOrder =
  | { readonly type: 'run'; readonly task: string; readonly input: object; readonly until: 'running' | 'end' }
  | { readonly type: 'memory' }
  | { readonly type: 'close' };

export type HostAnswer =
  | {
      readonly type: 'open';
      readonly url: string /** When the data folder was open, epoch milliseconds. */;
      readonly opened: number;
    }
  | { readonly type: 'ran'; readonly at: number; readonly memory: Memory }
  | { readonly type: 'memory'; readonly memory: Memory };

/** Megabytes of the whole process: now, and at the most until now. */
export interface Memory {
  readonly now: number;
  readonly most: number;
}

/** A Milepost with its server in a process of its own. */
export interface Host {
  readonly url: string;
  /** Milliseconds from the start of the process until its data folder was open. */
  readonly openedAfter: number;
  /** Runs a job, and gives the milliseconds from the start of the process until it ran, or had ended. */
  run(task: string, input: object, until: 'running' | 'end'): Promise<{ after: number; memory: Memory }>;
  memory(): Promise<Memory>;
  close(): Promise<void>;
}

/** @throws Error when the process ends before it is open */
export async function startHost(data: string, options: { work?: boolean } = {}): Promise<Host> {
  const begun = Date.now();
  const program = new URL('host-process.js', import.meta.url);
  const child = fork(program, [JSON.stringify({ data, ...options })], { execArgv: ['--expose-gc'] });
  const exited = once(child, 'exit');

  async function hear<Type extends HostAnswer['type']>(type: Type): Promise<Extract<HostAnswer, { type: Type }>> {
    const [answer] = (await Promise.race([once(child, 'message'), exited])) as [HostAnswer | number | null]; // what it sends
    if (typeof answer === 'object' && answer?.type === type) return answer as Extract<HostAnswer, { type: Type }>; // looked at
    throw new Error(`The process of Milepost said ${JSON.stringify(answer)}, and "${type}" was expected.`);
  }
  const ask = (order: HostOrder) => child.send(order);

  const { url, opened } = await hear('open');
  return {
    url,
    openedAfter: opened - begun,
    async run(task, input, until) {
      ask({ type: 'run', task, input, until });
      const { at, memory } = await hear('ran');
      return { after: at - begun, memory };
    },
    async memory() {
      ask({ type: 'memory' });
      return (await hear('memory')).memory;
    },
    async close() {
      ask({ type: 'close' });
      await exited;
    },
  };
}
