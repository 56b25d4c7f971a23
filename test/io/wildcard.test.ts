import { describe, expect, it } from "vitest";
import { matchesWildcard, parseWildcard } from "../../src/io/wildcard.js";

function matches(pattern: string, text: string): boolean {
  const wildcard = parseWildcard(pattern);
  return wildcard !== undefined && matchesWildcard(wildcard, text);
}

describe("wildcards", () => {
  it.each([
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["a*c", "abbc", true],
    ["a*c", "abcb", false],
    ["*a*b*", "xxaxxbxx", true],
    ["**", "", true],
    ["", "", true],
    ["?", "", false],
    ["a?c", "abc", true],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[^a-c]x", "dx", true],
    ["[]x]", "]", true],
    ["[!]x]", "]", false],
    ["[a-]", "-", true],
    ["[[:digit:]_]", "7", true],
    ["[[:digit:]_]", "a", false],
    ["[\\]]", "]", true],
    ["\\*", "*", true],
    ["\\*", "x", false],
    ["[a", "[a", false],
    ["a\\", "a\\", false],
  ])("%s against %s is %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it("takes a pattern that makes a regular expression backtrack", () => {
    // picomatch's expression for six stars would not end in this process' life.
    expect(matches(`${"*a".repeat(60)}*b`, "a".repeat(250))).toBe(false);
  });
});
