import fc from "fast-check";

const PIECES = [
  ..."()[]{}'\"|.,:+-*/% \n\\~=<>!_1x0é",
  ..." not | and | or | is | if | else | in |x.finished|x.rc|1.5|'a'|default(0)|| int|==|{{|}}|{%|%}|{#|#}|{% raw %}|{% endraw %}|{% if |{% for i in |{% set a = ".split(
    /\|(?! int)/,
  ),
];

/** Text that is nearly a template or an expression: the pieces of one in any order. */
export const jinjaLike = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...PIECES) },
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    {
      maxLength: 25,
    },
  )
  .map((pieces) => pieces.join(""));

const atom = fc.constantFrom(
  "x.finished",
  "x['started']",
  "y.finished",
  "a",
  "x.rc",
  "1",
  "0",
  "true",
  "'s'",
);

/** Valid conditions, most of them about async results. */
export const condition: fc.Arbitrary<string> = fc.letrec<{ expr: string }>((tie) => {
  const expr = tie("expr");
  return {
    expr: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      atom,
      fc
        .tuple(expr, fc.constantFrom("and", "or", "==", "!=", "+", "in"), expr)
        .map((parts) => `(${parts.join(" ")})`),
      fc.tuple(expr, fc.constantFrom("and", "or"), expr).map((parts) => parts.join(" ")),
      expr.map((inner) => `not (${inner})`),
      atom.map((inner) => `not ${inner}`),
      fc
        .tuple(
          atom,
          fc.constantFrom("bool", "int", "default(false)", "default(1)", "ternary(1, 0)", "string"),
        )
        .map(([inner, filter]) => `${inner} | ${filter}`),
      fc
        .tuple(atom, fc.constantFrom("== 1", "!= 0", "is defined", "is truthy", "is not falsy"))
        .map((p) => p.join(" ")),
      fc.tuple(expr, expr, expr).map(([a, b, c]) => `(${a}) if (${b}) else (${c})`),
      fc.tuple(atom, atom, atom).map(([a, b, c]) => `${a} if ${b} else ${c}`),
    ),
  };
}).expr;
