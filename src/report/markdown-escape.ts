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
  /^[("']?(?:[A-Za-z]{1,30}(?:-[A-Za-z]{1,30}){0,3}(?:'[a-z]{1,2})?|[0-9]{1,6}|[0-9]{1,4}[smhdx])["']?[,;:.)]?$/;

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
    if (!isOpen(code) && HARMLESS.test(word) && !COMMIT_LIKE.test(word)) {
      flush();
      out.push(word);
    } else code.push(word);
  }
  flush();
  return out.join(" ");
}

/** Does the code so far go on, as `{{ x` does? Then a plain word behind it belongs to it. */
function isOpen(words: readonly string[]): boolean {
  const text = words.join(" ");
  const odd = (mark: string): boolean => text.split(mark).length % 2 === 0;
  return balance(text, "{", "}") > 0 || balance(text, "[", "]") > 0 || odd("`") || odd('"');
}

function balance(text: string, opening: string, closing: string): number {
  let open = 0;
  for (const each of text) open += each === opening ? 1 : each === closing ? -1 : 0;
  return open;
}

/** A code span that leaves a sentence's own punctuation outside, as in `(x),` and `(the module x)`. */
function quotedCode(text: string): string {
  let start = 0;
  let end = text.length;
  const inner = (): string => text.slice(start, end);
  while (end - start > 1 && /[,;:.]/.test(text.charAt(end - 1))) end--;
  const brackets = balance(inner(), "(", ")");
  if (inner().startsWith("(") && (brackets > 0 || inner().indexOf(")") === inner().length - 1)) start++;
  if (inner().endsWith(")") && balance(inner(), "(", ")") < 0) end--;
  if (end <= start) return codeSpan(text);
  const code = inner();
  // A transform's own code span.
  const bare = code.length > 2 && code.startsWith("`") && code.endsWith("`") ? code.slice(1, -1) : code;
  return text.slice(0, start) + codeSpan(bare.includes("`") ? code : bare) + text.slice(end);
}

/** Lines as a block of code. Its fence is longer than any inside. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text, "`") + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}
