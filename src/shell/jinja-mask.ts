import { span } from "../text/span.js";
import { blank, literal, MaskedText, type Piece, unknown } from "./pieces.js";

/** A script whose Jinja is masked, so that a shell parser can read the rest at its true offsets. */
export interface Masked {
  readonly masked: MaskedText;
  /** There is a `{% %}` statement other than raw: the text is not what any one rendering gives. */
  readonly conditional: boolean;
  /** The offset of a construct that never ends; Jinja refuses the text. */
  readonly unclosed: number | undefined;
}

const CLOSERS = { "{{": "}}", "{%": "%}", "{#": "#}" } as const;
type Opener = keyof typeof CLOSERS;

const WHITE_SPACE = /\s/;
const RAW_TAG = /^\{%[-+]?\s*raw\s*[-+]?%\}$/;
const END_RAW_TAG = /\{%[-+]?[ \t\r\n]{0,9}endraw[ \t\r\n]{0,9}[-+]?%\}/g;
/** Characters that make a statement next to them part of a word: `--x={% if a %}1{% endif %}`. */
const WORD_CHARACTER = /[\w./:=,@%+$"'-]/;

/**
 * Masks every Jinja construct by text of the same length: `{{ x }}` by a word, statements and comments by
 * blanks, or by a word where they stand inside one. Follows Jinja 3.1's lexer with Ansible's setting
 * `trim_blocks = True` (ansible/template/__init__.py, AnsibleEnvironment): the newline after a statement or a
 * comment goes with it, `-` eats all white space on its side, and the text of `{% raw %}` is kept.
 */
export function maskJinja(text: string): Masked {
  const pieces: Piece[] = [];
  let conditional = false;
  let from = 0;
  for (let at = nextOpener(text, 0); at !== -1; at = nextOpener(text, from)) {
    const opener = text.slice(at, at + 2) as Opener;
    let end = constructEnd(text, at, opener);
    if (end === -1) return { masked: keepRest(pieces, text, from), conditional, unclosed: at };

    const raw = opener === "{%" && RAW_TAG.test(text.slice(at, Math.min(end, at + 40)));
    conditional ||= opener === "{%" && !raw;
    const start = text[at + 2] === "-" ? trimmedStart(text, at, from) : at;
    end = trimmedEnd(text, end, opener, raw);
    pieces.push(literal(text.slice(from, start), from));
    pieces.push(mask(text, start, end, opener));
    from = end;
    if (!raw) continue;

    END_RAW_TAG.lastIndex = end;
    const close = END_RAW_TAG.exec(text);
    if (close === null) return { masked: keepRest(pieces, text, from), conditional, unclosed: at };
    pieces.push(literal(text.slice(end, close.index), end));
    from = trimmedEnd(text, close.index + close[0].length, opener, false);
    pieces.push(mask(text, close.index, from, opener));
  }
  return { masked: keepRest(pieces, text, from), conditional, unclosed: undefined };
}

function keepRest(pieces: readonly Piece[], text: string, from: number): MaskedText {
  return new MaskedText([...pieces, literal(text.slice(from), from)]);
}

function mask(text: string, start: number, end: number, opener: Opener): Piece {
  const source = text.slice(start, end);
  const inWord =
    (WORD_CHARACTER.test(text[start - 1] ?? "") || text.endsWith("}}", start)) &&
    (WORD_CHARACTER.test(text[end] ?? "") || text.startsWith("{{", end));
  if (opener === "{{" || inWord) return unknown("template", source, span(start, end));
  return blank(source, start);
}

function nextOpener(text: string, from: number): number {
  for (let at = text.indexOf("{", from); at !== -1; at = text.indexOf("{", at + 1)) {
    if (text.slice(at, at + 2) in CLOSERS) return at;
  }
  return -1;
}

/** The offset behind the construct that opens at `at`, or -1. Strings and brackets hide a closer, as in Jinja. */
function constructEnd(text: string, at: number, opener: Opener): number {
  const closer = CLOSERS[opener];
  if (opener === "{#") {
    const end = text.indexOf(closer, at + 2);
    return end === -1 ? -1 : end + 2;
  }
  let depth = 0;
  for (let i = at + 2; i < text.length; i++) {
    const character = text[i] ?? "";
    if (depth <= 0 && text.startsWith(closer, i)) return i + 2;
    if (character === '"' || character === "'") {
      i = stringEnd(text, i, character);
      if (i === -1) return -1;
    } else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
  }
  return -1;
}

function stringEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

function trimmedStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && WHITE_SPACE.test(text[start - 1] ?? "")) start--;
  return start;
}

function trimmedEnd(text: string, end: number, opener: Opener, raw: boolean): number {
  let after = end;
  if (text[end - 3] === "-") while (after < text.length && WHITE_SPACE.test(text[after] ?? "")) after++;
  else if (opener !== "{{" && !raw && text[end - 3] !== "+" && text[end] === "\n") after++;
  return after;
}
