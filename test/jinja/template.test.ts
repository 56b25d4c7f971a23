import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate, soleExpression, soleOutput } from "../../src/jinja/template.js";
import { jinjaLike } from "./arbitrary.js";

function parts(source: string): readonly string[] {
  return parseTemplate(source).parts.map((part) => {
    const inner = "inner" in part ? part.inner : part.span;
    return `${part.kind} ${source.slice(inner.start, inner.end).trim()}`;
  });
}

describe("parseTemplate", () => {
  it.each([
    ["a {{ b }} c", ["text a", "output b", "text c"]],
    ["{{ '}}' }}{{ {'a': {}} }}", ["output '}}'", "output {'a': {}}"]],
    ["{{- a -}}{%+ if b -%}{%- endif +%}", ["output a", "statement if b", "statement endif"]],
    ["{{-1}}", ["output 1"]],
    ["{# {{ a }} #}b", ["comment {{ a }}", "text b"]],
    ["{%- raw -%}{{ a }}{% if %}{% endraw %}{{ b }}", ["raw {{ a }}{% if %}", "output b"]],
    ["{ { a } }} {", ["text { { a } }} {"]],
    ["a {{ b", ["text a", "error {{ b"]],
    ["{{ ( }}", ["error {{ ( }}"]],
    ["{# a", ["error {# a"]],
    ["{% raw %} a", ["error {% raw %} a"]],
  ])("splits %j", (source, expected) => {
    expect(parts(source)).toEqual(expected);
  });

  it("tells the signs and what does not parse", () => {
    const [part] = parseTemplate("{{- a b -}}").parts;
    expect(part).toMatchObject({ signs: { left: "-", right: "-" }, parsed: { ok: false, error: { at: 6 } } });
  });

  it.each([
    ["{% for a, (b) in c if d %}", false, [], []],
    ["{% for a, b in c if d recursive %}", true, ["a", "b"], ["name", "name"]],
    ["{% set a.b = c, d %}", true, ["a"], ["tuple"]],
    ["{% set a %}", true, ["a"], []],
    ["{% if a if b %}", false, [], []],
    ["{% elif not a: %}", true, [], ["not"]],
    ["{% include 'a' %}", false, [], []],
  ])("reads %s", (source, complete, binds, kinds) => {
    const [part] = parseTemplate(source).parts;
    if (part?.kind !== "statement") throw new Error("not a statement");
    const { expressions, ...rest } = part;
    expect(rest).toMatchObject({ complete, binds });
    expect(expressions.map((each) => each.kind)).toEqual(kinds);
  });

  it("never throws, and its parts cover the text", () => {
    fc.assert(
      fc.property(jinjaLike, (source) => {
        const { parts } = parseTemplate(source);
        expect(parts.map((part) => source.slice(part.span.start, part.span.end)).join("")).toBe(source);
        for (const part of parts) {
          if (!("inner" in part)) continue;
          expect(part.inner.start).toBeGreaterThan(part.span.start);
          expect(part.inner.end).toBeLessThan(part.span.end);
          expect(part.inner.start).toBeLessThanOrEqual(part.inner.end);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("soleExpression", () => {
  it("takes one output with white space around it", () => {
    const source = " \n{{ a.b }} ";
    expect(soleExpression(source)).toMatchObject({ kind: "attribute", span: { start: 5, end: 8 } });
    expect(soleOutput(source)).toMatchObject({
      span: { start: 2, end: 11 },
      inner: { start: 4, end: 9 },
      spaceBefore: { start: 0, end: 2 },
      spaceBehind: { start: 11, end: 12 },
    });
  });

  it.each(["", "30", "{{ a }}s", "{{ a }}{{ b }}", "{{ a", "{{ a b }}", "{# c #}{{ a }}"])(
    "refuses %j",
    (source) => {
      expect(soleExpression(source)).toBeUndefined();
    },
  );
});
