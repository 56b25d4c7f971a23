/**
 * Turns `x.finished` and `x.started` in conditions into `x is finished` and `x is started`.
 *
 * ## What it does
 * Wherever a condition takes the field of an async result as a truth value, the test of the same name takes
 * its place: in `until`, `when`, `failed_when`, `changed_when` and assert's `that`, inside `and`, `or` and
 * `not`, in lists and in templates. `x.finished == 1`, `x.finished | bool` and `not x.finished` are read for
 * what they mean. Fields that are printed, computed with or passed on stay.
 *
 * Only where x is known to hold the result of an async task or of async_status.
 *
 * ## Why
 * The field has changed its type: an integer up to ansible-core 2.18, a boolean from 2.19 on, where a
 * condition has to be a boolean. The test is right on every version since 2.7, and says what is meant.
 * (Released versions of 2.19 to 2.21 take `until: x.finished` too; a template, `until: "{{ x.finished }}"`,
 * is refused by 2.14 to 2.18.)
 *
 * ## Example
 * ```yaml
 * - name: Wait for the import
 *   ansible.builtin.async_status:
 *     jid: "{{ import_job.ansible_job_id }}"
 *   register: import_result
 *   until: import_result.finished
 *   retries: 120
 *   delay: 30
 * ```
 * ## Use instead
 * ```yaml
 * - name: Wait for the import
 *   ansible.builtin.async_status:
 *     jid: "{{ import_job.ansible_job_id }}"
 *   register: import_result
 *   until: import_result is finished
 *   retries: 120
 *   delay: 30
 * ```
 * ## Safety
 * Safe: both say the same of every result that has the field. Of a result without it (a skipped task's) the
 * field is an error and the test is true, so guards like `x.finished is defined and` stay where they matter.
 *
 * ## When it refuses
 * - The condition belongs to an anchor that other tasks use, or is written over several lines.
 */
import {
  attempt,
  type Block,
  type Finding,
  finishedEdits,
  mayMention,
  type Project,
  type Scope,
  scopeOf,
  sharedBecause,
  type Task,
  type Transform,
} from "../src/index.js";

function* check(holder: Task | Block, scope: Scope): Iterable<Finding> {
  for (const { scalar, entry, keyword, splices } of finishedEdits(holder, scope)) {
    const old = splices.map(({ at }) => scalar.text.slice(at.start, at.end)).join(", ");
    const text = splices.map((splice) => splice.text.trim()).join(", ");
    const about = {
      file: holder.file,
      task: holder,
      at: scalar.span,
      safety: "safe" as const,
      old,
      new: text,
    };
    const message = `${keyword}: ${old} -> ${text}`;
    const from = holder.keyword(keyword);
    const shared = from === undefined ? undefined : sharedBecause(holder, from);
    if (shared !== undefined) {
      yield { ...about, message, outcome: { refused: `it can't be changed for this task alone: ${shared}` } };
      continue;
    }
    const outcome = attempt("safe", (change) => change.rewriteWithin(holder.file, entry, scalar, splices));
    yield { ...about, message, outcome };
  }
}

export const finishedTest: Transform = {
  id: "finished-test",
  title: "x.finished and x.started become x is finished and x is started",
  onByDefault: true,
  safety: "safe",
  *run(file, project: Project) {
    for (const list of file.lists) {
      for (const item of list.items) {
        if (mayMention(item, "finished") || mayMention(item, "started"))
          yield* check(item, scopeOf(file, project));
      }
    }
  },
};
