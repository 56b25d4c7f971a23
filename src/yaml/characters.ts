/**
 * The classes of characters that libyaml's scanner knows (0.2.5, src/yaml_private.h), by UTF-16 code unit.
 * The end of the text counts as NUL, which no text may hold (see UNPRINTABLE).
 */
export const END = 0;

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
/** YAML 1.1 takes these three for line breaks; YAML 1.2 no longer does, PyYAML and libyaml do. */
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

export const BYTE_ORDER_MARK = "\ufeff";

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isBreak(code: number): boolean {
  return (
    code === LF ||
    code === CR ||
    code === NEXT_LINE ||
    code === LINE_SEPARATOR ||
    code === PARAGRAPH_SEPARATOR
  );
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || code === END;
}

export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

/** What a line break means once it is part of a scalar: LS and PS stay, all others are a line feed. */
export function breakText(code: number): string {
  return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : "\n";
}

/** `IS_ALPHA`: what anchors, tag handles and directive names are made of. */
export function isWord(character: string): boolean {
  return /^[0-9A-Za-z_-]/.test(character);
}

/**
 * Characters that no YAML file may hold anywhere, comments included (libyaml, src/reader.c; PyYAML's
 * reader.py has the same set): C0 controls but for tab and line ends, DEL and C1 but for NEL, surrogates
 * without a partner, U+FFFE and U+FFFF.
 */
export const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
