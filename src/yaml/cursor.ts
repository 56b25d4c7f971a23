import { BYTE_ORDER_MARK, breakText, CR, END, isBlank, isBlankOrEnd, isBreak, LF } from "./characters.js";
import { YamlError } from "./problem.js";

/** A place in the text that only moves forward, with the column that indentation is told by. */
export class Cursor {
  /** UTF-16 offset of the next character. */
  at = 0;
  #lineStart = 0;
  /** Line breaks passed so far. */
  line = 0;

  constructor(readonly source: string) {
    // A byte order mark is no part of the first line (libyaml, yaml_parser_determine_encoding).
    if (source.startsWith(BYTE_ORDER_MARK)) {
      this.at = 1;
      this.#lineStart = 1;
    }
  }

  /** UTF-16 units since the line's start: as good as libyaml's characters, since only white space and indicators stand before what is asked for. */
  get column(): number {
    return this.at - this.#lineStart;
  }

  /** The code unit `ahead` of the next one; END (0) behind the text. */
  code(ahead = 0): number {
    const index = this.at + ahead;
    return index < this.source.length ? this.source.charCodeAt(index) : END;
  }

  char(ahead = 0): string {
    return this.source[this.at + ahead] ?? "";
  }

  get atEnd(): boolean {
    return this.at >= this.source.length;
  }

  skip(count = 1): void {
    this.at += count;
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.at++;
  }

  /** Up to the line break, which stays. */
  skipLine(): void {
    while (!this.atEnd && !isBreak(this.code())) this.at++;
  }

  /** @returns what the line break there means in a scalar */
  takeBreak(): string {
    const code = this.code();
    this.at += code === CR && this.code(1) === LF ? 2 : 1;
    this.#lineStart = this.at;
    this.line++;
    return breakText(code);
  }

  /** Is there a `---` or `...` at the start of a line? */
  atDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const three = this.source.slice(this.at, this.at + 3);
    return (three === "---" || three === "...") && isBlankOrEnd(this.code(3));
  }

  fail(message: string, offset = this.at): never {
    throw new YamlError(message, offset);
  }
}
