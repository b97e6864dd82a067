/** What was foretold of a job while it ran, and what came. */
export interface Estimate {
  /** How much of it was done then: 10, 25, 50 or 75. */
  readonly percent: number;
  /** Seconds left, as the page had it: `remaining.likely`. */
  readonly foretold: number;
  /** Seconds at work that it really took from then on. */
  readonly came: number;
}

/**
 * How good the estimates of jobs have been: the median of how far they were off, in % of what came, and of how many jobs; null
 * where nothing was foretold.
 * @example
 * estimatesOf(jobs); // { error: 8, jobs: 12 }
 */
export function estimatesOf(
  jobs: readonly { readonly estimates?: readonly Estimate[] | undefined }[],
): { error: number; jobs: number } | null {
  const told = jobs.filter(({ estimates = [] }) => estimates.length > 0);
  const errors = told.flatMap(({ estimates = [] }) =>
    estimates.map(({ foretold, came }) => (100 * Math.abs(foretold - came)) / Math.max(came, 1)),
  );
  const sorted = errors.sort((one, other) => one - other);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : { error: (low + high) / 2, jobs: told.length };
}
