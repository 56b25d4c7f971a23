import { COMMAND_ARGUMENTS } from "../ansible/action.js";
import { taskScript } from "../ansible/commands.js";
import type { Keyword, Task } from "../ansible/model.js";
import { type Span, span } from "../text/span.js";
import { mapScalar } from "../yaml/mapping.js";
import type { TextSplice } from "../yaml/splice.js";
import { isMap, keyText, type YamlEntry, type YamlScalar } from "../yaml/tree.js";
import { CannotEdit, type Change, sharedBecause } from "./change.js";

/** Where a task's script is written. */
interface WrittenScript {
  readonly scalar: YamlScalar;
  /** The entry whose value the scalar is: `shell: …` or the `cmd: …` in its arguments. */
  readonly entry: YamlEntry;
  /** The task's keyword that holds the entry. */
  readonly keyword: Keyword;
  /** The UTF-16 offset of the script in the scalar's text, which may hold options or a module's name too. */
  readonly offset: number;
}

function findScript(task: Task): WrittenScript | undefined {
  const found = taskScript(task);
  const { action } = task;
  if (found?.scalar === undefined || action === undefined) return undefined;
  const { scalar, script } = found;
  const offset = scalar.text.indexOf(script.text);
  if (offset === -1 || offset !== scalar.text.lastIndexOf(script.text)) return undefined;
  const actionKeyword = task.keyword(keyText(action.entry) ?? "");
  if (actionKeyword?.value === scalar) return { scalar, entry: action.entry, keyword: actionKeyword, offset };
  for (const keyword of [actionKeyword, task.keyword("args")]) {
    const map = keyword?.value;
    const entry = isMap(map)
      ? map.entries.find(
          (each) =>
            each.value === scalar && (COMMAND_ARGUMENTS as readonly string[]).includes(keyText(each) ?? ""),
        )
      : undefined;
    if (keyword !== undefined && entry !== undefined) return { scalar, entry, keyword, offset };
  }
  return undefined;
}

/**
 * Where a part of a task's script stands in its file.
 *
 * @param part UTF-16 offsets into the `text` of taskScript's script
 * @returns UTF-16 offsets into the file's source; undefined where that can't be told
 */
export function scriptSpan(task: Task, part: Span): Span | undefined {
  const written = findScript(task);
  if (written === undefined) return undefined;
  const { offset, scalar } = written;
  return mapScalar(scalar, task.file.source)?.spanOf(span(offset + part.start, offset + part.end));
}

/**
 * Splices parts of the script that a command or shell task runs, in whatever form and style it is written.
 * Whole lines of a block scalar are deleted with their indentation.
 *
 * @param parts UTF-16 offsets into the `text` of taskScript's script, in order
 * @throws CannotEdit where the script is shared with other tasks, or written so that it can't be spliced
 */
export function rewriteScript(change: Change, task: Task, parts: readonly TextSplice[]): Change {
  const written = findScript(task);
  if (written === undefined) throw new CannotEdit("the script is not one piece of text");
  const { scalar, entry, keyword, offset } = written;
  const shared = sharedBecause(task, keyword);
  if (shared !== undefined) throw new CannotEdit(shared);
  if (scalar.anchor !== undefined && task.document.aliased.has(scalar.anchor))
    throw new CannotEdit(`its script is the anchor &${scalar.anchor}, which others use`);
  const shifted = parts.map(({ at, text }) => ({ at: span(offset + at.start, offset + at.end), text }));
  return change.rewriteWithin(task.file, entry, scalar, shifted);
}
