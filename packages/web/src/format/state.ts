import type { JobState } from '@milepost/core/model';

export type Tone = 'calm' | 'live' | 'good' | 'warn' | 'bad';

interface StateLook {
  /** For a badge. */
  readonly word: string;
  /** For a sentence about the job. */
  readonly sentence: string;
  readonly tone: Tone;
  /** Tells the states apart without colour. */
  readonly mark: string;
}

export const stateLooks: Readonly<Record<JobState, StateLook>> = {
  queued: { word: 'Queued', sentence: 'is waiting for its turn', tone: 'calm', mark: 'M4 4h8M4 8h8M4 12h5' },
  running: { word: 'Running', sentence: 'is running', tone: 'live', mark: 'M5.5 3.5l7 4.5-7 4.5z' },
  paused: { word: 'Paused', sentence: 'is paused', tone: 'warn', mark: 'M6 3.5v9M10 3.5v9' },
  succeeded: { word: 'Succeeded', sentence: 'has succeeded', tone: 'good', mark: 'M3.5 8.5l3 3 6-7' },
  partial: { word: 'Partly done', sentence: 'went through, and some items failed', tone: 'warn', mark: 'M8 3.5v5.5M8 12v.4' },
  failed: { word: 'Failed', sentence: 'has failed', tone: 'bad', mark: 'M4.5 4.5l7 7M11.5 4.5l-7 7' },
  cancelled: { word: 'Cancelled', sentence: 'was cancelled', tone: 'calm', mark: 'M3.5 8h9' },
};
