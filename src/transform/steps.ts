/** Intervals to choose from where a category's own does not fit, in seconds. */
const STEPS = [60, 30, 15, 10, 5, 1] as const;

/** The largest interval that leaves room for two looks within a limit; undefined below two seconds. */
export function intervalBelow(limit: number): number | undefined {
  return STEPS.find((step) => step * 2 <= limit);
}
