import type { JobState } from '@milepost/core/model';
import type { Colours, Paint } from './colours.ts';

export function stateColour(state: JobState, colour: Colours): Paint {
  switch (state) {
    case 'running':
      return colour.cyan;
    case 'succeeded':
      return colour.green;
    case 'failed':
      return colour.red;
    case 'partial':
    case 'cancelled':
    case 'paused':
      return colour.yellow;
    case 'queued':
      return colour.dim;
  }
}

/** A job that runs where nobody works was broken off, be it by a crash. */
export function describeState(state: JobState, idle: boolean): string {
  return idle && state === 'running' ? 'broken off' : state;
}
