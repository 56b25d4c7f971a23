import { lineEnding, nextLineStart, thisLineStart } from "../text/lines.js";
import type { YamlEntry, YamlItem, YamlMap, YamlSeq } from "../yaml/tree.js";

/** Where new lines go, and with what around them, so that they look like their siblings. */
export interface Place {
  /** UTF-16 offset at which to insert. */
  readonly at: number;
  /** What every new line starts with. */
  readonly indent: string;
  readonly eol: string;
  /** The text ends there without a line ending: one goes in front, none behind. */
  readonly atBareEnd: boolean;
}

/** Where the text of the line that holds `offset` starts: a byte order mark is no part of the first line. */
function textLineStart(source: string, offset: number): number {
  const start = thisLineStart(source, offset);
  return start === 0 && source.startsWith("\ufeff") ? 1 : start;
}

/** The white space that puts a line at the column of `offset`: what stands before it, made blank. */
function columnOf(source: string, offset: number): string {
  return source.slice(textLineStart(source, offset), offset).replace(/[^\t]/g, " ");
}

function isFirstOnLine(source: string, offset: number): boolean {
  return source.slice(thisLineStart(source, offset), offset).trim() === "";
}

/**
 * Do only line feeds end the text's lines? To YAML 1.1 a lone CR, NEL, LS and PS do too; nobody writes them,
 * and where lines are put, only line feeds are looked for.
 */
export function hasPlainLines(source: string): boolean {
  return !/\r(?!\n)|[\x85\u2028\u2029]/.test(source);
}

/** The indentation of a block mapping's keys. A key that has its line to itself tells it best. */
function keyIndent(source: string, map: YamlMap): string {
  const telling = map.entries.find((entry) => isFirstOnLine(source, entry.span.start)) ?? map.entries[0];
  return telling === undefined ? "" : columnOf(source, telling.span.start);
}

/** The offset just past the line on which content ends. A block scalar ends with its own line feed. */
export function lineAfter(source: string, end: number): number {
  return source[end - 1] === "\n" ? end : nextLineStart(source, end);
}

function placeAt(source: string, at: number, indent: string): Place {
  const atBareEnd = at === source.length && source !== "" && !source.endsWith("\n");
  return { at, indent, eol: lineEnding(source), atBareEnd };
}

/** Behind an entry of a block mapping, its trailing comment included. */
export function placeBehindEntry(source: string, map: YamlMap, entry: YamlEntry): Place {
  return placeAt(source, lineAfter(source, entry.span.end), keyIndent(source, map));
}

/**
 * Behind an item of a block sequence. Comment lines that are indented more than its `-` are the item's and
 * stay with it; those at the `-` speak of what comes next.
 */
export function placeBehindItem(source: string, item: YamlItem): Place {
  const indent = columnOf(source, item.span.start);
  let at = lineAfter(source, item.span.end);
  for (let line = at; line < source.length; ) {
    const next = nextLineStart(source, line);
    const text = source.slice(line, next).trimEnd();
    const blank = text.trim() === "";
    const own = text.trim().startsWith("#") && text.length - text.trimStart().length > indent.length;
    if (!blank && !own) break;
    if (own) at = next;
    line = next;
  }
  return placeAt(source, at, indent);
}

/**
 * In front of an item of a block sequence, above the comment lines at its own indentation that speak of it.
 */
export function placeBeforeItem(source: string, item: YamlItem): Place {
  const indent = columnOf(source, item.span.start);
  const top = textLineStart(source, 0);
  let at = textLineStart(source, item.span.start);
  while (at > top) {
    const above = textLineStart(source, at - 1);
    const text = source.slice(above, at).trimEnd();
    if (!text.startsWith(`${indent}#`)) break;
    at = above;
  }
  return placeAt(source, at, indent);
}

/** The white space between a `-` and what follows it: usually one blank, sometimes more. */
export function dashGap(source: string, item: YamlItem): string {
  const gap = /^-([ \t]+)\S/.exec(source.slice(item.span.start, item.span.start + 40))?.[1];
  return gap === undefined || gap.includes("\t") ? " " : gap;
}

/** Are the items of a list set apart by blank lines? Told by the neighbours of the place asked for. */
export function hasBlankLines(source: string, seq: YamlSeq, index: number): boolean {
  const gaps = [seq.items[index - 1], seq.items[index], seq.items[index + 1]].filter(
    (item) => item !== undefined,
  );
  for (let i = 1; i < gaps.length; i++) {
    const before = gaps[i - 1];
    const after = gaps[i];
    if (before === undefined || after === undefined) continue;
    if (/\n[ \t\r]*\n/.test(source.slice(before.span.end - 1, after.span.start))) return true;
  }
  return false;
}
