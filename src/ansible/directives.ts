import { firstIndex } from "../text/bisect.js";
import { nextLineStart, thisLineStart } from "../text/lines.js";
import type { Span } from "../text/span.js";
import type { Comment, YamlFile } from "../yaml/tree.js";

/** What a `# async-fix: …` comment says. */
export type Directive =
  | { readonly kind: "ignore"; readonly ids: readonly string[] | "all"; readonly span: Span }
  | { readonly kind: "ignore-file"; readonly span: Span }
  | { readonly kind: "expected"; readonly text: string; readonly span: Span }
  | { readonly kind: "verify"; readonly span: Span }
  | { readonly kind: "unknown"; readonly text: string; readonly span: Span };

/** What every directive starts with. */
export const DIRECTIVE_MARK = "async-fix:";
/** `ignore-file` counts in the comments of the first lines, as flake8's and ansible-lint's do. */
const TOP_LINES = 10;

function readWord(word: string, span: Span): Directive {
  if (word === "ignore") return { kind: "ignore", ids: "all", span };
  if (word === "ignore-file") return { kind: "ignore-file", span };
  if (word === "verify") return { kind: "verify", span };
  if (word.startsWith("expected=")) return { kind: "expected", text: word.slice("expected=".length), span };
  if (word.startsWith("ignore[") && word.endsWith("]")) {
    const ids = word
      .slice("ignore[".length, -1)
      .split(",")
      .map((id) => id.trim())
      .filter((id) => id !== "");
    if (ids.length > 0) return { kind: "ignore", ids, span };
  }
  return { kind: "unknown", text: word, span };
}

/** Do the comments on a task, or its whole file, tell a transform to leave it alone? */
export function isSuppressed(
  task: { readonly directives: readonly Directive[]; readonly file: { readonly ignored: boolean } },
  transform: string,
): boolean {
  return (
    task.file.ignored ||
    task.directives.some(
      (directive) =>
        directive.kind === "ignore" && (directive.ids === "all" || directive.ids.includes(transform)),
    )
  );
}

/** `ignore[a, b]` may hold blanks, so brackets keep a word together. */
function words(text: string): readonly string[] {
  return text.match(/[^\s[\],]+(?:\[[^\]]*\])?|\S/g) ?? [];
}

/** The directives in one comment; text before the mark is the user's own. */
function readDirectives(comment: Comment): readonly Directive[] {
  const at = comment.text.indexOf(DIRECTIVE_MARK);
  if (at === -1) return [];
  const said = comment.text.slice(at + DIRECTIVE_MARK.length);
  // A second `#` ends it: `# async-fix: ignore  # see ticket 12`.
  const hash = said.indexOf("#");
  return words(hash === -1 ? said : said.slice(0, hash))
    .filter((word) => word !== ",")
    .map((word) => readWord(word, comment.span));
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith("#");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

interface Placed {
  readonly span: Span;
}

/**
 * Finds the directives of a task: comments within its lines, at the end of any of its lines, on the line
 * above it, or below its last key. The last two are told apart by indentation: what is indented more than the
 * `-` is the task's above, what is not speaks of the one below.
 */
export class DirectiveIndex {
  readonly #marked: readonly Comment[];
  readonly ignoreFile: boolean;

  constructor(readonly yaml: YamlFile) {
    this.#marked = yaml.comments.filter((comment) => comment.text.includes(DIRECTIVE_MARK));
    const top = yaml.source.split("\n", TOP_LINES).join("\n").length;
    this.ignoreFile = this.#marked.some(
      (comment) => comment.span.start <= top && readDirectives(comment).some((d) => d.kind === "ignore-file"),
    );
  }

  /** @param task anything with a span that starts at its `-` and ends with its last content */
  for(task: Placed): readonly Directive[] {
    if (this.#marked.length === 0) return [];
    const { source } = this.yaml;
    const firstLine = thisLineStart(source, task.span.start);
    const end = this.#endOfOwnComments(task);
    // In a file of 10,000 tasks with a comment each, only those near this one are looked at.
    const from = this.#firstFrom(firstLine === 0 ? 0 : thisLineStart(source, firstLine - 1));
    return this.#marked
      .slice(from, this.#firstFrom(end))
      .filter(({ span }) => span.start >= firstLine || this.#standsAbove(span, firstLine, task.span.start))
      .flatMap(readDirectives);
  }

  #firstFrom(offset: number): number {
    return firstIndex(this.#marked.length, (index) => (this.#marked[index]?.span.start ?? 0) >= offset);
  }

  /** The offset behind the comment lines that follow the task's last content and are indented more than its `-`. */
  #endOfOwnComments(task: Placed): number {
    const { source } = this.yaml;
    const column = task.span.start - thisLineStart(source, task.span.start);
    let end = source[task.span.end - 1] === "\n" ? task.span.end : nextLineStart(source, task.span.end);
    for (let line = end; line < source.length; line = nextLineStart(source, line)) {
      const text = source.slice(line, nextLineStart(source, line)).trimEnd();
      if (text === "") continue;
      if (!isComment(text) || indentOf(text) <= column) break;
      end = nextLineStart(source, line);
    }
    return end;
  }

  /** A comment alone on its line, on the line right above, that is not the last word of the task before. */
  #standsAbove(comment: Span, firstLine: number, dash: number): boolean {
    const { source } = this.yaml;
    const line = thisLineStart(source, comment.start);
    if (nextLineStart(source, comment.start) !== firstLine) return false;
    if (source.slice(line, comment.start).trim() !== "") return false;
    const column = dash - firstLine;
    return comment.start - line <= column || indentOf(this.#contentBefore(line)) <= column;
  }

  /** The nearest line before an offset that is neither blank nor a comment. */
  #contentBefore(lineStart: number): string {
    const { source } = this.yaml;
    let at = lineStart;
    while (at > 0) {
      const above = thisLineStart(source, at - 1);
      const text = source.slice(above, at).trimEnd();
      if (text !== "" && !isComment(text)) return text;
      at = above;
    }
    return "";
  }

  /** Every directive of the file, for those who check that all are known. */
  all(): readonly Directive[] {
    return this.#marked.flatMap(readDirectives);
  }
}
