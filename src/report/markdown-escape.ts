import { oneLine } from "../text/escape.js";

/**
 * Text from a playbook inside Markdown. Forges make links, mentions, references, closing words, emoji and quick
 * actions out of plain text, each its own set of them; in a code span all of them show it as it is. So everything
 * that is not certainly harmless goes into one.
 */

/** Longer texts are cut: a table with them can't be read. */
const LONGEST = 160;

function cut(text: string): string {
  const shown = oneLine(text).trim();
  if (shown.length <= LONGEST) return shown;
  // Not through the middle of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(shown.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
  return `${shown.slice(0, end)}…`;
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** One line of text as a code span. Fit for the cells of tables as well. */
export function codeSpan(text: string): string {
  const shown = cut(text);
  if (shown === "") return "` `";
  const fence = "`".repeat(longestRun(shown, "`") + 1);
  const padded = shown.startsWith("`") || shown.endsWith("`") ? ` ${shown} ` : shown;
  return fence + inCell(padded) + fence;
}

/**
 * A table's row is cut at its pipes before code spans are looked for, and a backslash before one takes that back.
 * What stands before that backslash must not be another: a blank goes between.
 */
function inCell(text: string): string {
  return text.replace(/\|/g, (pipe, at: number) =>
    text.charAt(at - 1) === "\\" ? ` \\${pipe}` : `\\${pipe}`,
  );
}

/** Words, numbers and what stands around them in plain writing. No letter next to a digit: `GH-1`, `abc1234` and `JIRA-1` are links. */
const HARMLESS =
  /^[("']?(?:[A-Za-z]{1,30}(?:-[A-Za-z]{1,30}){0,3}|[0-9]{1,6}|[0-9]{1,4}[smhdx])["']?[,;:.)]?$/;

/** Forges also link what looks like the name of a commit: seven hexadecimal digits or more. */
const COMMIT_LIKE = /[0-9a-f]{7}/i;

/** A sentence of a transform's, which may quote the playbook: plain words stay plain, the rest goes into code spans. */
export function prose(text: string): string {
  const out: string[] = [];
  let code: string[] = [];
  const flush = (): void => {
    if (code.length > 0) out.push(quotedCode(code.join(" ")));
    code = [];
  };
  for (const word of oneLine(text).split(" ")) {
    if (word === "") continue;
    if (HARMLESS.test(word) && !COMMIT_LIKE.test(word)) {
      flush();
      out.push(word);
    } else code.push(word);
  }
  flush();
  return out.join(" ");
}

/** A code span that leaves a sentence's own punctuation outside: `(the module x)` ends with a bracket that is not x's. */
function quotedCode(text: string): string {
  const before = text.startsWith("(") && !text.includes(")") ? "(" : "";
  let end = text.length;
  while (end > before.length + 1 && /[,;:.)]/.test(text.charAt(end - 1))) {
    if (text.charAt(end - 1) === ")" && isClosed(text.slice(before.length, end))) break;
    end--;
  }
  return before + codeSpan(text.slice(before.length, end)) + text.slice(end);
}

/** Does the last bracket close one of the text's own? */
function isClosed(text: string): boolean {
  let depth = 0;
  for (const each of text) depth += each === "(" ? 1 : each === ")" ? -1 : 0;
  return depth >= 0;
}

/** Lines as a block of code. Its fence is longer than any inside. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text, "`") + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}
