import fc from "fast-check";
import type { How } from "./promises.js";

/** The settings of a run. */
export const how: fc.Arbitrary<How> = fc.record({
  expected: fc.constantFrom(undefined, 20, 5400, 100_000),
  place: fc.constantFrom("end" as const, "after" as const),
  safeOnly: fc.constantFrom(false, false, false, true),
});
