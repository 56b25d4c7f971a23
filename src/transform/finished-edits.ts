import { expressionsIn, type TaskExpression } from "../ansible/expressions.js";
import type { Block, Task } from "../ansible/model.js";
import type { Scope } from "../ansible/scope.js";
import { rewriteFinished } from "../jinja/finished.js";
import type { TextSplice } from "../yaml/splice.js";
import type { YamlEntry, YamlScalar } from "../yaml/tree.js";
import { knownResults } from "./async-results.js";

/** The splices that one scalar of a task needs. */
export interface FinishedEdit {
  readonly scalar: YamlScalar;
  readonly entry: YamlEntry;
  readonly keyword: string;
  readonly splices: readonly TextSplice[];
}

function splicesFor(expression: TaskExpression, holder: Task | Block, scope: Scope): readonly TextSplice[] {
  const { scalar, node } = expression;
  const { start, end } = node.outer;
  const source = scalar.text.slice(start, end);
  if (!source.includes("finished") && !source.includes("started")) return [];
  return rewriteFinished(
    source,
    knownResults(holder, expression, scope),
    start,
    expression.condition ? "truth" : "value",
  ).map(({ span, text }) => ({ at: span, text }));
}

/** What has to change in a task's expressions so that they test results instead of reading their fields. */
export function finishedEdits(holder: Task | Block, scope: Scope): readonly FinishedEdit[] {
  const byScalar = new Map<YamlScalar, { readonly about: TaskExpression; readonly splices: TextSplice[] }>();
  for (const expression of expressionsIn(holder)) {
    const splices = splicesFor(expression, holder, scope);
    if (splices.length === 0) continue;
    const known = byScalar.get(expression.scalar);
    if (known === undefined) byScalar.set(expression.scalar, { about: expression, splices: [...splices] });
    else known.splices.push(...splices);
  }
  return [...byScalar.values()].map(({ about, splices }) => ({
    scalar: about.scalar,
    entry: about.entry,
    keyword: about.keyword,
    splices: splices.toSorted((a, b) => a.at.start - b.at.start),
  }));
}
