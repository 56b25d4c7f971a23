import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Lexer, type Node, type Pair, Parser } from "yaml";
import { resolveScalar } from "./resolve.js";
import type { Shape } from "./shape.js";

/**
 * A second opinion on what a text says, by a reader that shares no code with ours: the `yaml` package.
 * Our own port of libyaml's scanner finds the places to edit and reads the result again; were it wrong about
 * a text, it would be wrong twice. So before a file is written both have to agree on what it now says.
 *
 * The package reads YAML 1.2 and refuses some of what Ansible loads, so it only counts where it reads the
 * old text as we do.
 */

/** What is needed of `yaml`'s lexer beyond its public face. package.json names one exact version. */
interface LexerInside {
  indentNext: number;
  parseQuotedScalar(): Generator<string, unknown>;
}

class AnsibleLexer extends Lexer {}

const inherited = (Lexer.prototype as unknown as LexerInside).parseQuotedScalar;

/** Quoted scalars may go on at any indentation: PyYAML's scanner (scan_flow_scalar_spaces) never looks. */
(AnsibleLexer.prototype as unknown as LexerInside).parseQuotedScalar = function* (this: LexerInside) {
  const indent = this.indentNext;
  this.indentNext = 0;
  const next = yield* inherited.call(this);
  this.indentNext = indent;
  return next;
};

function properties(node: Node): { readonly tag?: string; readonly anchor?: string } {
  const { tag, anchor } = node as { tag?: string; anchor?: string };
  return {
    ...(tag === undefined || tag === "!" ? {} : { tag }),
    ...(anchor === undefined ? {} : { anchor }),
  };
}

function shapeOfPair(pair: Pair): readonly [Shape, Shape] {
  return [shapeOfNode(pair.key as Node | null), shapeOfNode(pair.value as Node | null)];
}

function shapeOfNode(node: Node | null): Shape {
  if (isAlias(node)) return { kind: "alias", name: node.source };
  if (isMap(node)) return { kind: "map", entries: node.items.map(shapeOfPair), ...properties(node) };
  if (isSeq(node)) {
    const items = node.items.map(
      (item): Shape =>
        isPair(item) ? { kind: "map", entries: [shapeOfPair(item)] } : shapeOfNode(item as Node | null),
    );
    return { kind: "seq", items, ...properties(node) };
  }
  if (!isScalar(node)) return { kind: "scalar", value: null };
  const text = typeof node.value === "string" ? node.value : "";
  const own = properties(node);
  const plain = node.type === undefined || node.type === "PLAIN";
  const value = resolveScalar((node as { tag?: string }).tag, plain, text);
  return { kind: "scalar", value, ...own };
}

/**
 * @returns what each document of a text says (undefined for one of comments only); undefined when the
 * package refuses the text
 */
export function secondReading(source: string): readonly (Shape | undefined)[] | undefined {
  const parser = new Parser();
  const tokens = [];
  try {
    for (const lexeme of new AnsibleLexer().lex(source)) tokens.push(...parser.next(lexeme));
    tokens.push(...parser.end());
    // The failsafe schema leaves all scalars text; our resolvers say what PyYAML makes of them.
    const composer = new Composer({
      schema: "failsafe",
      version: "1.1",
      resolveKnownTags: false,
      strict: false,
      uniqueKeys: false,
    });
    const documents = [...composer.compose(tokens, false, source.length)];
    if (documents.some((document) => document.errors.length > 0)) return undefined;
    return documents.map(({ contents }) =>
      contents === null || isBlank(contents) ? undefined : shapeOfNode(contents),
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A document of comments only has an empty scalar for its contents. */
function isBlank(node: Node): boolean {
  return (
    isScalar(node) &&
    node.range?.[0] === node.range?.[1] &&
    (node.type ?? "PLAIN") === "PLAIN" &&
    node.tag === undefined
  );
}
