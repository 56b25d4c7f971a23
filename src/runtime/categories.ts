/** A kind of work that tells how often to look and, as a guess, how long it takes. Durations are seconds. */
export interface Category {
  /** What `poll` should be. */
  readonly poll: number;
  /** The runtime assumed where nothing better is known; undefined: nothing is assumed. */
  readonly assumed: number | undefined;
}

/**
 * The article's rule of thumb for `poll` (file operations 5, network transfers 10, database operations 30,
 * system updates 60). The assumed runtimes are ours: generous for a small job, and always named as assumed.
 */
export const CATEGORIES: ReadonlyMap<string, Category> = new Map([
  ["file", { poll: 5, assumed: 120 }],
  ["network", { poll: 10, assumed: 300 }],
  ["database", { poll: 30, assumed: 1200 }],
  ["system-update", { poll: 60, assumed: 1200 }],
]);
