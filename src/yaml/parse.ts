import { Composer, type CST, Parser } from "yaml";
import { span } from "../text/span.js";
import { buildDocument } from "./build.js";
import { lex } from "./lexer.js";
import type { Comment, YamlDocument, YamlFile } from "./tree.js";

/** What a text has instead of YAML. */
export interface YamlProblem {
  readonly message: string;
  /** UTF-16 offset at which the parser gave up. */
  readonly offset: number;
}

export type ParseResult =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly problem: YamlProblem };

/** `yaml`'s lexer announces a scalar's text with this control character (yaml/parse/cst.ts, SCALAR). */
const SCALAR_FOLLOWS = "\u001f";
/** Control lexemes that stand for no source text: document start, flow error end. */
const EMPTY_LEXEMES = new Set(["\u0002", "\u0018", SCALAR_FOLLOWS]);

const BYTE_ORDER_MARK = "\ufeff";

interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly comments: readonly Comment[];
}

function tokenize(source: string): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const comments: Comment[] = [];
  let offset = 0;
  let before = "";
  for (const lexeme of lex(source)) {
    // `yaml` 2.9.1 takes a byte order mark for the start of the line's content and miscounts the indentation
    // of a list item's keys behind it; so it is kept from the parser, its length is not.
    if (lexeme === BYTE_ORDER_MARK && before !== SCALAR_FOLLOWS) parser.offset += lexeme.length;
    else tokens.push(...parser.next(lexeme));
    if (!EMPTY_LEXEMES.has(lexeme)) {
      if (lexeme.startsWith("#") && before !== SCALAR_FOLLOWS) {
        comments.push({ span: span(offset, offset + lexeme.length), text: lexeme });
      }
      offset += lexeme.length;
    }
    before = lexeme;
  }
  tokens.push(...parser.end());
  return { tokens, comments };
}

/**
 * Reads a text as PyYAML would, keeping the place of everything.
 *
 * Values follow PyYAML's resolvers (see resolve.ts), so the composer runs with the failsafe schema, in
 * which every scalar is text; duplicate keys are kept; merge keys stay entries and are followed by the
 * Ansible model. Never throws: nesting deeper than the stack comes back as a problem too.
 */
export function parseYaml(source: string): ParseResult {
  try {
    const { tokens, comments } = tokenize(source);
    const composer = new Composer({
      schema: "failsafe",
      version: "1.1",
      resolveKnownTags: false,
      keepSourceTokens: true,
      strict: false,
      uniqueKeys: false,
    });
    const documents: YamlDocument[] = [];
    for (const document of composer.compose(tokens, false, source.length)) {
      const error = document.errors[0];
      if (error !== undefined) {
        return { ok: false, problem: { message: error.message, offset: error.pos[0] } };
      }
      documents.push(buildDocument(document, source));
    }
    return { ok: true, file: { source, documents, comments } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, problem: { message: "nested too deeply to be read", offset: 0 } };
  }
}

/** The plain data of a small trusted text (a config file): duplicate keys take the last value. */
export { plainData } from "./plain.js";
