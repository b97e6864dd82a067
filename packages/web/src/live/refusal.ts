import { MilepostError, type Reason } from '@milepost/core/model';

/** An error as the page shows it. */
export interface Refusal {
  readonly reason: Reason | 'UNREACHABLE';
  readonly message: string;
}

/** Whatever was thrown, in a code and a sentence. */
export function explainError(error: unknown): Refusal {
  if (error instanceof MilepostError) return { reason: error.reason, message: error.message };
  if (error instanceof Error && error.name === 'Unreachable') {
    return { reason: 'UNREACHABLE', message: 'The server does not answer. It may have been stopped.' };
  }
  return { reason: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}
