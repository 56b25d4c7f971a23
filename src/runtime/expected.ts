import type { Task } from "../ansible/model.js";
import { classify } from "./classify.js";
import { DURATION_FORMS, formatDuration, parseDuration } from "./duration.js";
import type { RuntimeKnowledge } from "./knowledge.js";
import { firstRule } from "./rules.js";

/** Where a runtime is known from; that of a category is assumed. */
export type ExpectedBy = "comment" | "rule" | "option" | "category";

/** How long a task is expected to take, and who says so. */
export type Expected =
  | { readonly known: true; readonly seconds: number; readonly says: string; readonly by: ExpectedBy }
  | { readonly known: false; readonly why: string };

/** `async` is to be this many times the expected runtime: the article's rule of thumb. */
export const SAFETY_FACTOR = 3;

/** What to write so that the runtime is known. */
const HOW_TO_SAY =
  "say it: a comment `# async-fix: expected=20m` on the task, a rule in .async-fix.yml, or --expected";

/**
 * The expected runtime of a task, from the best source there is: its own comment, the config's rules,
 * `--expected`, the runtime assumed for its category.
 */
export function expectedRuntime(task: Task, knowledge: RuntimeKnowledge): Expected {
  const comment = task.directives.findLast((directive) => directive.kind === "expected");
  if (comment !== undefined) {
    const seconds = parseDuration(comment.text);
    if (seconds === undefined) {
      return { known: false, why: `expected=${comment.text} is no duration: write ${DURATION_FORMS}` };
    }
    return {
      known: true,
      seconds,
      says: `expected ${formatDuration(seconds)} by its comment`,
      by: "comment",
    };
  }
  const rule = firstRule(knowledge.rules, task, "expected");
  if (rule !== undefined)
    return {
      known: true,
      seconds: rule.expected,
      says: `expected ${formatDuration(rule.expected)} by ${rule.says}`,
      by: "rule",
    };
  if (knowledge.expected !== undefined) {
    return {
      known: true,
      seconds: knowledge.expected,
      says: `expected ${formatDuration(knowledge.expected)} by --expected`,
      by: "option",
    };
  }
  const kind = classify(task, knowledge);
  const assumed = kind === undefined ? undefined : knowledge.categories.get(kind.category)?.assumed;
  if (kind !== undefined && assumed !== undefined) {
    return {
      known: true,
      seconds: assumed,
      says: `assumed ${formatDuration(assumed)} for ${kind.category} work (${kind.because})`,
      by: "category",
    };
  }
  return { known: false, why: `nobody says how long it takes: ${HOW_TO_SAY}` };
}
