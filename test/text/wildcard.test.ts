import { describe, expect, it } from "vitest";
import { matchesWildcard } from "../../src/text/wildcard.js";

describe("matchesWildcard", () => {
  it.each([
    ["", "", true],
    ["*", "", true],
    ["a*c", "abbbc", true],
    ["a*c", "abbb", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["*backup*", "nightly backup of a", true],
    ["roles/*/tasks", "roles/a/b/tasks", true],
    ["a.c", "abc", false],
    ["abc", "abcd", false],
    ["**", "anything", true],
    ["*a*b*c", "aXbXcXc", true],
  ])("%s on %s: %s", (pattern, text, fits) => {
    expect(matchesWildcard(pattern, text)).toBe(fits);
  });

  it("does not take exponential time", () => {
    expect(matchesWildcard(`${"*a".repeat(2000)}b`, "a".repeat(5000))).toBe(false);
  });
});
