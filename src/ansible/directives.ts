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

/** `ignore[a, b]` may hold blanks, so brackets keep a word together. */
function words(text: string): readonly string[] {
  return text.match(/[^\s[\],]+(?:\[[^\]]*\])?|\S/g) ?? [];
}

/** The directives in one comment; text before the mark is the user's own. */
export function readDirectives(comment: Comment): readonly Directive[] {
  const at = comment.text.indexOf(DIRECTIVE_MARK);
  if (at === -1) return [];
  const said = comment.text.slice(at + DIRECTIVE_MARK.length);
  // A second `#` ends it: `# async-fix: ignore  # see ticket 12`.
  const hash = said.indexOf("#");
  return words(hash === -1 ? said : said.slice(0, hash))
    .filter((word) => word !== ",")
    .map((word) => readWord(word, comment.span));
}

interface Placed {
  readonly span: Span;
}

/**
 * Finds the directives of a task: comments within its lines, on the line above it, or at the end of any of
 * its lines.
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
    const end = source[task.span.end - 1] === "\n" ? task.span.end : nextLineStart(source, task.span.end);
    return this.#marked
      .filter(
        ({ span }) => (span.start >= firstLine && span.start < end) || this.#standsAbove(span, firstLine),
      )
      .flatMap(readDirectives);
  }

  /** A comment alone on its line, on the line right above. */
  #standsAbove(comment: Span, firstLine: number): boolean {
    const { source } = this.yaml;
    if (nextLineStart(source, comment.start) !== firstLine) return false;
    return source.slice(thisLineStart(source, comment.start), comment.start).trim() === "";
  }

  /** Every directive of the file, for those who check that all are known. */
  all(): readonly Directive[] {
    return this.#marked.flatMap(readDirectives);
  }
}
