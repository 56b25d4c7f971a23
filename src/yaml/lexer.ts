import { Lexer } from "yaml";

/** What this file needs of `yaml`'s lexer beyond its public face. Pinned: package.json names one exact version. */
interface LexerInside {
  indentNext: number;
  parseQuotedScalar(): Generator<string, unknown>;
}

/**
 * A lexer that takes quoted scalars as PyYAML does: continued on lines of any indentation. YAML 1.2 wants
 * them indented more than their key and `yaml` 2.9.1 insists; PyYAML's scanner (scanner.py,
 * scan_flow_scalar_spaces) never looks, so Ansible runs such files (31 of 11,000 looked at).
 */
class AnsibleLexer extends Lexer {}

const inherited = (Lexer.prototype as unknown as LexerInside).parseQuotedScalar;

(AnsibleLexer.prototype as unknown as LexerInside).parseQuotedScalar = function* (
  this: LexerInside,
): Generator<string, unknown> {
  const indent = this.indentNext;
  this.indentNext = 0;
  const next = yield* inherited.call(this);
  this.indentNext = indent;
  return next;
};

/** @returns the lexemes of a text as `yaml`'s Parser takes them */
export function lex(source: string): Generator<string, void> {
  return new AnsibleLexer().lex(source);
}
