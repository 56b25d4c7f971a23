import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rewriteFinished, type Splice } from "../../src/jinja/finished.js";
import type { Known } from "../../src/jinja/finished-form.js";
import { parseExpression } from "../../src/jinja/parser.js";
import { condition, jinjaLike } from "./arbitrary.js";
import { tree } from "./show.js";

const KNOWN: Known = { isAsyncResult: ([root]) => root !== "y" };
const CERTAIN: Known = { ...KNOWN, hasFields: () => true };

function apply(source: string, splices: readonly Splice[]): string {
  return splices.reduceRight(
    (text, { span, text: by }) => text.slice(0, span.start) + by + text.slice(span.end),
    source,
  );
}

function rewrite(source: string, known = KNOWN): string {
  return apply(source, rewriteFinished(source, known));
}

describe("rewriteFinished", () => {
  it.each([
    ["x.finished", "x is finished"],
    ["x['started']", "x is started"],
    ["x.results[0].finished", "x.results[0] is finished"],
    ["hostvars[h].x.finished", "hostvars[h].x is finished"],
    ["x.finished | bool", "x is finished"],
    ["x.finished | int == 1", "x is finished"],
    ["x.finished == 1", "x is finished"],
    ["1 == x.finished", "x is finished"],
    ["x.finished == true", "x is finished"],
    ["x.finished != 1", "x is not finished"],
    ["x.finished == 0", "x is not finished"],
    ["(job.started == 1) and\n(job.finished == 0)", "(job is started) and\n(job is not finished)"],
    ["not x.finished", "x is not finished"],
    ["not (x.finished)", "x is not finished"],
    ["not not x.finished", "x is finished"],
    ["not x.finished == 0", "x is finished"],
    ["x.finished is truthy", "x is finished"],
    ["x.finished is not falsy", "x is finished"],
    ["x.finished or (a and x.finished)", "x is finished or (a and x is finished)"],
    ["x.rc == 0 and not (a or x.finished)", "x.rc == 0 and not (a or x is finished)"],
    ["x.finished and x.rc != 0", "x is finished and x.rc != 0"],
    ["(x.finished)and a", "(x is finished)and a"],
    ["x.finished==1and a", "x is finished and a"],
    ["a if x.finished else b", "a if x is finished else b"],
    ["x.finished if a else x.started", "(x is finished) if a else x is started"],
    ["x.finished | ternary(x.finished, b)", "(x is finished) | ternary(x.finished, b)"],
    [
      "'a' in (b if not x.finished else c) or x.finished",
      "'a' in (b if not x.finished else c) or x is finished",
    ],
  ])("%s -> %s", (source, expected) => {
    expect(rewrite(source)).toBe(expected);
  });

  it.each([
    ["x.finished is defined and x.finished", "x.finished is defined and x is finished"],
    ["x.finished | default(false)", "x.finished is defined and x is finished"],
    ["x.finished | default(0) | bool and a", "(x.finished is defined and x is finished) and a"],
    ["not x.finished | default(false, true)", "not (x.finished is defined and x is finished)"],
    ["(x.finished | default(true)) or a", "(x.finished is not defined or x is finished) or a"],
  ])("keeps a guard: %s -> %s", (source, expected) => {
    expect(rewrite(source)).toBe(expected);
  });

  it.each([
    ["x.finished is defined and x.finished", "x is finished"],
    ["x is defined and x.finished is defined and not x.finished", "x is defined and x is not finished"],
    ["x.finished is defined and x.started", "x.finished is defined and x is started"],
    ["x.finished | default(false)", "x is finished"],
    ["x.finished | default(0) == 0", "x is not finished"],
  ])("drops the guard of a field that is always there: %s -> %s", (source, expected) => {
    expect(rewrite(source, CERTAIN)).toBe(expected);
  });

  it.each([
    "x is finished",
    "y.finished",
    "x.finished.y",
    "x.finished + 1",
    "x.finished == z",
    "x.finished == 1 == 1",
    "x.finished == '1'",
    "x.finished is defined",
    "x.finished is true",
    "f(x.finished)",
    "x.finished | string",
    "x.finished | default(true, true)",
    "x.finished | default(omit)",
    "[x.finished]",
    "x[finished]",
    "x.finished and",
  ])("leaves %s", (source) => {
    expect(rewriteFinished(source, KNOWN)).toEqual([]);
  });

  it("shifts its splices by the base", () => {
    expect(rewriteFinished("not x.finished", KNOWN, 10)).toEqual([
      { span: { start: 10, end: 24 }, text: "x is not finished" },
    ]);
  });

  it("gives what parses as it was meant, and is done after one pass", () => {
    fc.assert(
      fc.property(condition, fc.boolean(), (source, certain) => {
        const known = certain ? CERTAIN : KNOWN;
        const once = rewrite(source, known);
        expect(parseExpression(once).ok).toBe(parseExpression(source).ok);
        expect(tree(once)).not.toMatch(/is (?:not )?(?:finished|started)\([^)]/);
        expect(rewrite(once, known)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(jinjaLike, (source) => {
        const once = rewrite(source);
        if (parseExpression(source).ok) expect(parseExpression(once).ok).toBe(true);
        else expect(once).toBe(source);
      }),
    );
  });
});
