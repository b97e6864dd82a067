import { isEnded } from '../model/index.ts';
import type { Parts } from '../parts.ts';
import { takeUp } from './recover.ts';

const period = 15_000;
/** Jobs that are younger may be on their way to the engine. */
const youngest = 10_000;

/** Looks now and then whether an engine that may lose a job has, and hands it to it again. Gives what stops it. */
export function handAgain(parts: Parts): () => void {
  if (!parts.engine.mayLose) return () => {};
  const timer = setInterval(() => void look(parts).catch(() => {}), period);
  timer.unref();
  return () => clearInterval(timer);
}

async function look(parts: Parts): Promise<void> {
  const { recorder, engine } = parts;
  for (const live of [...recorder.liveJobs]) {
    const { id, state, createdAt } = live.record.job;
    if (engine.trouble !== null) return;
    if (state === 'paused' || isEnded(state) || Date.now() - createdAt < youngest) continue;
    if (!(await engine.has(id)) && recorder.live(id) === live) await takeUp(parts, live, 'Its place was lost; it goes on.');
  }
}
