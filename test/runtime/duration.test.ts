import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../src/runtime/duration.js";

describe("parseDuration", () => {
  it.each([
    ["90", 90],
    ["90s", 90],
    ["20m", 1200],
    ["1h30m", 5400],
    ["2d", 172800],
    ["1h1m1s", 3661],
    ["007", 7],
  ])("%s is %d seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    [""],
    ["0"],
    ["0s"],
    ["-1"],
    ["1.5h"],
    ["1e3"],
    ["20 m"],
    [" 20m"],
    ["20M"],
    ["m"],
    ["1h30"],
    ["1w"],
    ["20m\n"],
    ["٢٠"],
    ["9".repeat(400)],
    ["999999999d".repeat(99)],
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

it("what is formatted is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (seconds) => {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }),
  );
});
