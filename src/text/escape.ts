/**
 * Characters that must not reach a terminal raw: C0 and C1 controls (escape sequences start with them),
 * and the Unicode marks that reorder or hide text (bidirectional embeddings, isolates, zero-width ones).
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function visible(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** One line of text that comes from a playbook or a file name, made safe to show on a terminal. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, visible);
}

/**
 * A line of a diff made safe to show on a terminal: tabs stay as they are, and so does the carriage return
 * that ends the line of a CRLF file.
 */
export function diffLine(text: string): string {
  const body = text.endsWith("\r") ? text.slice(0, -1) : text;
  const ending = text.slice(body.length);
  return body.replace(UNSAFE, (character) => (character === "\t" ? character : visible(character))) + ending;
}
