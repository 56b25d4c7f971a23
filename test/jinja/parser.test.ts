import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { children, type Expr } from "../../src/jinja/ast.js";
import { parseExpression } from "../../src/jinja/parser.js";
import { jinjaLike } from "./arbitrary.js";
import { tree } from "./show.js";

function everyNode(node: Expr): readonly Expr[] {
  return [node, ...children(node).flatMap(everyNode)];
}

// Each tree is what jinja2 3.1.6 gives: jinja2.Environment().parse("{{ … }}").
describe("parseExpression", () => {
  it.each([
    ["a or b and not c == 1", "(a or (b and (not (c == 1))))"],
    ["a == b != c", "(a == b != c)"],
    ["not a in b", "(not (a in b))"],
    ["a not in b", "(a not in b)"],
    ["1 + 2 * 3 ~ 4", "(1 + ((2 * 3) ~ 4))"],
    ["2 ** 3 ** 2", "((2 ** 3) ** 2)"],
    ["-2 ** 2", "((-2) ** 2)"],
    ["-x.y | abs", "((-x.y) | abs())"],
    ["7200 + x | default(3600)", "(7200 + (x | default(3600)))"],
    ["x | int // 30", "((x | int()) // 30)"],
    ["a if b else c if d", "(a if b else (c if d else ))"],
    ["a if b", "(a if b else )"],
    ["x is not defined or y", "((x is not defined()) or y)"],
    ["x is sameas y", "(x is sameas(y))"],
    ["x is divisibleby 3 and y", "((x is divisibleby(3)) and y)"],
    ["x is ansible.builtin.version('2', '>=')", '(x is ansible.builtin.version("2", ">="))'],
    ["x is in [1, 2]", "(x is in([1, 2]))"],
    ["x is defined | int", "((x is defined()) | int())"],
    ["x | ansible.builtin.bool", "(x | ansible.builtin.bool())"],
    ["x.0.1['k'].l[1:][::2][1, 2]", 'x[0][1]["k"].l[1::][::2][(1, 2,)]'],
    ["f(1, *a, k=2, **b)(c)", "f(1, k=2, *a, **b)(c)"],
    ["'a' \"b\"", '"ab"'],
    ["(), (1,), [1, ], {'k': v, }", '((), (1,), [1], {"k": v},)'],
    ["True and none", "(true and none)"],
    ["'a'.join(x)", '"a".join(x)'],
  ])("%s", (source, expected) => {
    expect(tree(source)).toBe(expected);
  });

  it.each([
    ["", 0],
    ["a b", 2],
    ["a +", 3],
    ["x is a is b", 7],
    ["f(a=1, b)", 7],
    ["f(*a, b)", 6],
    ["f(,)", 2],
    ["x.", 2],
    ["x[1", 3],
    ["a = b", 2],
    ["a }}", 2],
  ])("refuses %j at %i", (source, at) => {
    expect(parseExpression(source)).toMatchObject({ ok: false, error: { at } });
  });

  it("places a node without and with its parentheses", () => {
    const parsed = parseExpression("a and ( (b) )", 100);
    if (!parsed.ok || parsed.node.kind !== "logical") throw new Error("not an and");
    expect(parsed.node.right).toMatchObject({
      span: { start: 109, end: 110 },
      outer: { start: 106, end: 113 },
    });
    expect(parsed.node.span).toEqual({ start: 100, end: 113 });
  });

  it("refuses what is too deep to walk, and takes what is merely long", () => {
    expect(parseExpression("(".repeat(5000) + ")".repeat(5000)).ok).toBe(false);
    expect(parseExpression(`${"not ".repeat(5000)}a`).ok).toBe(false);
    expect(parseExpression(`a${" + a".repeat(5000)}`).ok).toBe(false);
    expect(parseExpression(`a${".b".repeat(5000)}`).ok).toBe(false);
    expect(parseExpression(`[${"a.b | int, ".repeat(5000)}]`).ok).toBe(true);
  });

  it("never throws, and keeps every node inside its parent", () => {
    fc.assert(
      fc.property(jinjaLike, (source) => {
        const parsed = parseExpression(source);
        if (!parsed.ok) {
          expect(parsed.error.at).toBeLessThanOrEqual(source.length);
          return;
        }
        for (const node of everyNode(parsed.node)) {
          expect(node.span.start).toBeGreaterThanOrEqual(node.outer.start);
          expect(node.outer.end).toBeLessThanOrEqual(source.length);
          for (const child of children(node)) {
            expect(child.outer.start).toBeGreaterThanOrEqual(node.span.start);
            expect(child.outer.end).toBeLessThanOrEqual(node.span.end);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads a node's own text as the same node", () => {
    const source = "x.y[0] | default(a + (b, c)) == -1 if not d is in [e] else {'k': f(*g, h=1)}";
    const parsed = parseExpression(source);
    if (!parsed.ok) throw new Error(parsed.error.message);
    for (const node of everyNode(parsed.node)) {
      const again = parseExpression(source.slice(node.outer.start, node.outer.end), node.outer.start);
      expect(again).toEqual({ ok: true, node });
    }
  });
});
