/** The one-letter escapes of a Python string literal; an escaped line break vanishes. */
const LETTERS: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
/** How many hexadecimal digits each must be followed by. */
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPE = /\\(?:([0-7]{1,3})|([xuU])([0-9a-fA-F]{0,8})|([\s\S]))/g;

/**
 * Decodes the inside of a string literal as jinja2/lexer.py does (Python's `unicode-escape`), line ends
 * normalised to `\n`. An unknown escape keeps its backslash. `\N{…}` is left as written: it would need the
 * Unicode name table, and nothing here depends on such a character.
 *
 * @returns the value, or undefined where Python refuses the literal (`\x` without two digits)
 */
export function unescapePython(raw: string): string | undefined {
  const text = raw.replace(/\r\n?/g, "\n");
  if (!text.includes("\\")) return text;
  let broken = false;
  const value = text.replace(
    ESCAPE,
    (all: string, octal?: string, kind?: string, hex?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (kind !== undefined) {
        const digits = (hex ?? "").slice(0, HEX[kind]);
        const code = Number.parseInt(digits, 16);
        broken ||= digits.length !== HEX[kind] || code > 0x10ffff;
        return broken ? all : String.fromCodePoint(code) + (hex ?? "").slice(digits.length);
      }
      return LETTERS[other ?? ""] ?? all;
    },
  );
  return broken ? undefined : value;
}
