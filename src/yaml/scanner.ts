import { BYTE_ORDER_MARK, isBlank, isBlankOrEnd, isBreak, SPACE, TAB, UNPRINTABLE } from "./characters.js";
import { Cursor } from "./cursor.js";
import { YamlError } from "./problem.js";
import { scanBlock } from "./scan-block.js";
import { scanAnchor, scanDirective, scanTag } from "./scan-name.js";
import { scanPlain } from "./scan-plain.js";
import { scanQuoted } from "./scan-quoted.js";
import type { Token, TokenType } from "./token.js";
import type { Comment } from "./tree.js";

/** A token that becomes a mapping's key when a `:` follows it on its line. */
interface SimpleKey {
  /** Its index among the tokens. */
  readonly token: number;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** It stands at the column of a block mapping: it can be nothing else. */
  readonly required: boolean;
}

/** How far behind a simple key its `:` may be, in characters (YAML 1.1, 7.3.2; libyaml keeps to it). */
const SIMPLE_KEY_LENGTH = 1024;

/** Characters that may not start a plain scalar. `-`, `?` and `:` may, where no blank follows. */
const NOT_PLAIN: ReadonlySet<string> = new Set("-?:,[]{}#&*!|>'\"%@`");

const FLOW_TOKENS: Readonly<Record<string, TokenType>> = {
  "[": "flow-sequence-start",
  "{": "flow-mapping-start",
  "]": "flow-sequence-end",
  "}": "flow-mapping-end",
  ",": "flow-entry",
};

type Bare = Exclude<
  Token,
  { type: "scalar" | "tag" | "anchor" | "alias" | "version-directive" | "tag-directive" }
>;

export interface Scanned {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

/**
 * libyaml 0.2.5's scanner (src/scanner.c), which is what Ansible reads YAML with, here with the place of
 * every token and comment. PyYAML's own scanner.py is the same but for tabs (it takes none before a token)
 * and unknown directives (it skips them). The whole text is read at once: a block mapping's start, which
 * only its first `:` tells, is inserted behind.
 */
class Scanner {
  readonly tokens: Token[] = [];
  readonly comments: Comment[] = [];
  readonly #cursor: Cursor;
  /** The column of the innermost block collection, -1 outside of all. */
  #indent = -1;
  readonly #indents: number[] = [];
  #mayStartKey = true;
  /** One place for each level of flow style. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined];

  constructor(readonly source: string) {
    const bad = UNPRINTABLE.exec(source);
    if (bad !== null) {
      const code = bad[0].codePointAt(0) ?? 0;
      throw new YamlError(
        `a character that YAML does not allow: #x${code.toString(16).padStart(4, "0")}`,
        bad.index,
      );
    }
    this.#cursor = new Cursor(source);
  }

  scan(): Scanned {
    while (this.#next());
    return this;
  }

  get #flow(): boolean {
    return this.#keys.length > 1;
  }

  /** yaml_parser_fetch_next_token; false at the end of the text. */
  #next(): boolean {
    const cursor = this.#cursor;
    this.#toToken();
    this.#unroll(cursor.column);
    if (cursor.atEnd) return this.#end();
    const character = cursor.char();
    if (cursor.column === 0 && character === "%") this.#outside(() => scanDirective(cursor, this.#comment));
    else if (cursor.atDocumentMark())
      this.#outside(() => this.#bare(character === "-" ? "document-start" : "document-end", 3));
    else if (character in FLOW_TOKENS) this.#flowToken(character);
    else if (character === "-" && isBlankOrEnd(cursor.code(1))) this.#blockEntry();
    else if (character === "?" && (this.#flow || isBlankOrEnd(cursor.code(1)))) this.#explicitKey();
    else if (character === ":" && (this.#flow || isBlankOrEnd(cursor.code(1)))) this.#value();
    else this.#node(character);
    return true;
  }

  /** Anchors, tags and scalars: what may be, or start, a simple key. */
  #node(character: string): void {
    const cursor = this.#cursor;
    if ((character === "|" || character === ">") && !this.#flow) {
      this.#dropKey();
      this.#mayStartKey = true;
      this.tokens.push(scanBlock(cursor, this.#indent, this.#comment));
      return;
    }
    this.#saveKey();
    this.#mayStartKey = false;
    if (character === "&" || character === "*") this.tokens.push(scanAnchor(cursor));
    else if (character === "!") this.tokens.push(scanTag(cursor, this.#flow));
    else if (character === "'" || character === '"') this.tokens.push(scanQuoted(cursor));
    else {
      if (!this.#mayBePlain(character))
        cursor.fail(`a '${character === "\t" ? "tab" : character}' that can start nothing here`);
      const { token, brokeLine } = scanPlain(cursor, this.#flow, this.#indent + 1);
      this.tokens.push(token);
      if (brokeLine) this.#mayStartKey = true;
    }
  }

  #mayBePlain(character: string): boolean {
    const next = this.#cursor.code(1);
    if (character === "-") return !isBlank(next);
    if (character === "?" || character === ":") return !this.#flow && !isBlankOrEnd(next);
    return !isBlank(this.#cursor.code()) && !NOT_PLAIN.has(character);
  }

  readonly #comment = (start: number, end: number): void => {
    this.comments.push({ span: { start, end }, text: this.source.slice(start, end) });
  };

  #bare(type: Bare["type"], length: number): Bare {
    const start = this.#cursor.at;
    this.#cursor.skip(length);
    return { type, start, end: start + length };
  }

  /** White space and comments (yaml_parser_scan_to_next_token). */
  #toToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      const code = cursor.code();
      // libyaml lets one start any line; it then counts as a column.
      if (cursor.column === 0 && cursor.char() === BYTE_ORDER_MARK) cursor.skip();
      else if (code === SPACE || (code === TAB && (this.#flow || !this.#mayStartKey))) cursor.skip();
      else if (cursor.char() === "#") {
        const start = cursor.at;
        cursor.skipLine();
        this.#comment(start, cursor.at);
      } else if (isBreak(code)) {
        cursor.takeBreak();
        if (!this.#flow) this.#mayStartKey = true;
      } else return;
    }
  }

  #end(): false {
    this.#unroll(-1);
    this.#dropKey();
    this.tokens.push({ type: "stream-end", start: this.source.length, end: this.source.length });
    return false;
  }

  /** Directives and document marks, which end all block collections. */
  #outside(scan: () => Token): void {
    this.#unroll(-1);
    this.#dropKey();
    this.#mayStartKey = false;
    this.tokens.push(scan());
  }

  #flowToken(character: string): void {
    const type = FLOW_TOKENS[character] as Bare["type"];
    if (character === "[" || character === "{") {
      this.#saveKey();
      this.#keys.push(undefined);
      this.#mayStartKey = true;
    } else {
      this.#dropKey();
      this.#mayStartKey = character === ",";
      if (character !== "," && this.#flow) this.#keys.pop();
    }
    this.tokens.push(this.#bare(type, 1));
  }

  #blockEntry(): void {
    if (!this.#flow) {
      if (!this.#mayStartKey) this.#cursor.fail("a block sequence entry is not allowed here");
      this.#roll(this.#cursor.column, this.tokens.length, "block-sequence-start", this.#cursor.at);
    }
    this.#dropKey();
    this.#mayStartKey = true;
    this.tokens.push(this.#bare("block-entry", 1));
  }

  #explicitKey(): void {
    if (!this.#flow) {
      if (!this.#mayStartKey) this.#cursor.fail("a mapping key is not allowed here");
      this.#roll(this.#cursor.column, this.tokens.length, "block-mapping-start", this.#cursor.at);
    }
    this.#dropKey();
    this.#mayStartKey = !this.#flow;
    this.tokens.push(this.#bare("key", 1));
  }

  #value(): void {
    const key = this.#validKey();
    if (key !== undefined) {
      this.tokens.splice(key.token, 0, { type: "key", start: key.offset, end: key.offset });
      this.#roll(key.column, key.token, "block-mapping-start", key.offset);
      this.#setKey(undefined);
      this.#mayStartKey = false;
    } else {
      if (!this.#flow) {
        if (!this.#mayStartKey) this.#cursor.fail("a mapping value is not allowed here");
        this.#roll(this.#cursor.column, this.tokens.length, "block-mapping-start", this.#cursor.at);
      }
      this.#mayStartKey = !this.#flow;
    }
    this.tokens.push(this.#bare("value", 1));
  }

  #setKey(key: SimpleKey | undefined): void {
    this.#keys[this.#keys.length - 1] = key;
  }

  #saveKey(): void {
    const { at, line, column } = this.#cursor;
    const required = !this.#flow && this.#indent === column;
    if (!this.#mayStartKey) return;
    this.#dropKey();
    this.#setKey({ token: this.tokens.length, offset: at, line, column, required });
  }

  /** Gives up the possible key of this level: an error where it had to be one. */
  #dropKey(): void {
    const key = this.#keys.at(-1);
    if (key?.required === true) this.#cursor.fail("a key without its ':'", key.offset);
    this.#setKey(undefined);
  }

  /** The possible key of this level, unless its line or its length is over. */
  #validKey(): SimpleKey | undefined {
    const key = this.#keys.at(-1);
    if (key === undefined) return undefined;
    if (key.line === this.#cursor.line && this.#isNear(key)) return key;
    this.#dropKey();
    return undefined;
  }

  #isNear(key: SimpleKey): boolean {
    const units = this.#cursor.at - key.offset;
    if (units <= SIMPLE_KEY_LENGTH || units > 2 * SIMPLE_KEY_LENGTH) return units <= SIMPLE_KEY_LENGTH;
    // libyaml counts code points: two units beyond the BMP.
    return [...this.source.slice(key.offset, this.#cursor.at)].length <= SIMPLE_KEY_LENGTH;
  }

  /** Opens a block collection where the column is beyond the innermost one's. */
  #roll(column: number, token: number, type: Bare["type"], offset: number): void {
    if (this.#flow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.tokens.splice(token, 0, { type, start: offset, end: offset });
  }

  /** Ends the block collections that a column is outside of. */
  #unroll(column: number): void {
    if (this.#flow) return;
    while (this.#indent > column) {
      this.tokens.push({ type: "block-end", start: this.#cursor.at, end: this.#cursor.at });
      this.#indent = this.#indents.pop() ?? -1;
    }
  }
}

/**
 * @returns the tokens of a text, "stream-end" last, and its comments
 * @throws YamlError where libyaml's reader or scanner would stop
 */
export function scan(source: string): Scanned {
  return new Scanner(source).scan();
}
