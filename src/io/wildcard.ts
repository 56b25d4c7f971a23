import { matchesPieces } from "../text/wildcard.js";

/**
 * Shell wildcards (`*`, `?`, `[a-z]`, `\x`) without regular expressions. The patterns come from the repository
 * that is scanned, and the expressions that picomatch makes of them backtrack: `*a*a*a*a*b` against a name of
 * 200 letters takes it 9 s. This matcher needs at most pattern x text steps.
 */
export type Wildcard = readonly Token[];

type Token =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly Range[] };

/** First and last character of a range in a set. */
type Range = readonly [string, string];

/** The POSIX classes that git's wildmatch.c takes inside a set, for ASCII as there. */
const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  alnum: [
    ["0", "9"],
    ["A", "Z"],
    ["a", "z"],
  ],
  alpha: [
    ["A", "Z"],
    ["a", "z"],
  ],
  blank: [
    [" ", " "],
    ["\t", "\t"],
  ],
  digit: [["0", "9"]],
  lower: [["a", "z"]],
  punct: [
    ["!", "/"],
    [":", "@"],
    ["[", "`"],
    ["{", "~"],
  ],
  space: [
    [" ", " "],
    ["\t", "\r"],
  ],
  upper: [["A", "Z"]],
  xdigit: [
    ["0", "9"],
    ["A", "F"],
    ["a", "f"],
  ],
};

/** @returns undefined for a pattern that matches nothing: a set without an end, an unknown class, a last `\`. */
export function parseWildcard(pattern: string): Wildcard | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === "*") {
      if (tokens.at(-1)?.kind !== "star") tokens.push({ kind: "star" });
    } else if (char === "?") {
      tokens.push({ kind: "any" });
    } else if (char === "[") {
      const set = parseSet(pattern, at + 1);
      if (set === undefined) return undefined;
      tokens.push(set.token);
      at = set.end;
    } else if (char === "\\") {
      if (++at === pattern.length) return undefined;
      tokens.push({ kind: "char", char: pattern.charAt(at) });
    } else {
      tokens.push({ kind: "char", char });
    }
  }
  return tokens;
}

/** @param start just after the `[`; the result's `end` is the offset of the `]` */
function parseSet(pattern: string, start: number): { token: Token; end: number } | undefined {
  const ranges: Range[] = [];
  const negated = pattern.charAt(start) === "!" || pattern.charAt(start) === "^";
  const first = negated ? start + 1 : start;
  for (let at = first; at < pattern.length; at++) {
    let from = pattern.charAt(at);
    // A `]` right after the opening is a member.
    if (from === "]" && at > first) return { token: { kind: "set", negated, ranges }, end: at };
    if (pattern.startsWith("[:", at)) {
      const close = pattern.indexOf(":]", at + 2);
      const named = close === -1 ? undefined : CLASSES[pattern.slice(at + 2, close)];
      if (named === undefined) return undefined;
      ranges.push(...named);
      at = close + 1;
      continue;
    }
    if (from === "\\") from = pattern.charAt(++at);
    let to = from;
    if (pattern.charAt(at + 1) === "-" && at + 2 < pattern.length && pattern.charAt(at + 2) !== "]") {
      at += 2;
      to = pattern.charAt(at);
      if (to === "\\") to = pattern.charAt(++at);
    }
    ranges.push([from, to]);
  }
  return undefined;
}

/** Whether the wildcard covers the whole text. `*` and `?` match any character here, `/` among them. */
export function matchesWildcard(wildcard: Wildcard, text: string): boolean {
  return matchesPieces(wildcard, text, isStar, takes);
}

function isStar(token: Token): boolean {
  return token.kind === "star";
}

function takes(token: Token, char: string): boolean {
  switch (token.kind) {
    case "char":
      return token.char === char;
    case "any":
    case "star":
      return true;
    case "set":
      return token.ranges.some(([from, to]) => from <= char && char <= to) !== token.negated;
  }
}
