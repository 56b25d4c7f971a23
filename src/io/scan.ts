import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync } from "node:fs";
import type { DiscoveredFile } from "./discover.js";
import type { KeptBytes } from "./kept.js";
import type { Problem } from "./problem.js";
import { codeOf, reasonOf } from "./problem.js";
import { MAX_FILE_BYTES, OPEN_NO_LINK, readWhole } from "./regular.js";

/** Which file it was, to tell before writing that it still is. Its bytes are compared too, so no times here. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** A file that holds at least one of the needles. */
export interface ScannedFile {
  readonly file: DiscoveredFile;
  /** Whole and unchanged: encoded as UTF-8 it gives the file's bytes back, a BOM among them. */
  readonly text: string;
  readonly identity: FileIdentity;
  /** The needles that are in it, in the order they were given. */
  readonly found: readonly string[];
}

export interface Scan {
  readonly matching: readonly ScannedFile[];
  readonly problems: readonly Problem[];
}

interface Needle {
  readonly text: string;
  readonly utf8: Buffer;
  readonly utf16le: Buffer;
  readonly utf16be: Buffer;
}

const LINE_FEED = 0x0a;

/**
 * Reads every file once and keeps the text of those that hold a needle, as bytes and with its case.
 * A file without one costs an open, a read and a close; whether it is UTF-8 is nobody's business then.
 *
 * @param kept where the bytes go, for `filesHolding`
 */
export function scan(files: Iterable<DiscoveredFile>, needles: readonly string[], kept?: KeptBytes): Scan {
  const sought = needles.map(needleOf);
  const matching: ScannedFile[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const result = scanFile(file, sought, kept);
    if (result === undefined) continue;
    if ("message" in result) problems.push(result);
    else matching.push(result);
  }
  return { matching, problems };
}

/**
 * For each word (of letters, digits and `_`) the files that hold it: in other encodings, and in files that can't be read, it is
 * not found. Nothing is decoded and nothing kept.
 *
 * @returns the files as they are shown, in their order
 */
export function filesHolding(
  files: Iterable<DiscoveredFile>,
  words: readonly string[],
  kept?: KeptBytes,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(words.map((word) => [word, []]));
  const heldBy = words.length > FEW ? heldAmongMany(found) : heldAmongFew(words);
  for (const { path, display } of files) {
    const bytes = kept?.of(path) ?? bytesOf(path);
    if (bytes !== undefined) for (const word of heldBy(bytes)) found.get(word)?.push(display);
  }
  return found;
}

/** So many words are sought one by one: for each the bytes are gone through once. */
const FEW = 20;

type HeldBy = (bytes: Buffer) => Iterable<string>;

function heldAmongFew(words: readonly string[]): HeldBy {
  const sought = words.map((word) => ({ word, bytes: Buffer.from(word) }));
  return (bytes) => sought.filter((each) => bytes.includes(each.bytes)).map(({ word }) => word);
}

/** Every word of the file is looked up: a file of 10,000 variables is gone through once, not 10,000 times. */
function heldAmongMany(words: ReadonlyMap<string, unknown>): HeldBy {
  return (bytes) => {
    const held = new Set<string>();
    for (const [word] of bytes.toString("utf8").matchAll(/[\w\u0080-\uffff]+/g))
      if (words.has(word)) held.add(word);
    return held;
  };
}

/** @returns a view that the next read overwrites; undefined where the file can't be read */
function bytesOf(path: string): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, OPEN_NO_LINK);
    return readWhole(fd);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** One file's text, whatever is in it: a variables file that a task refers to, or a file that a fix adds to. */
export function readText(file: DiscoveredFile): ScannedFile | Problem {
  const result = scanFile(file, undefined);
  return result ?? { path: file.display, message: "could not be read" };
}

function needleOf(text: string): Needle {
  const utf16le = Buffer.from(text, "utf16le");
  return { text, utf8: Buffer.from(text), utf16le, utf16be: Buffer.from(utf16le).swap16() };
}

/** @param needles undefined: the file matches as it is */
function scanFile(
  file: DiscoveredFile,
  needles: readonly Needle[] | undefined,
  kept?: KeptBytes,
): ScannedFile | Problem | undefined {
  let fd: number;
  try {
    fd = openSync(file.path, OPEN_NO_LINK);
  } catch (error) {
    return problemOf(file, openingFailed(file, error));
  }
  try {
    const bytes = readWhole(fd);
    if (bytes === undefined) return problemOf(file, TOO_LARGE);
    kept?.keep(file.path, bytes);
    const found: string[] = [];
    for (const needle of needles ?? []) if (bytes.includes(needle.utf8)) found.push(needle.text);
    if (needles !== undefined && found.length === 0) {
      return holdsInUtf16(bytes, needles) ? problemOf(file, UTF16) : undefined;
    }
    const text = decode(bytes);
    if (text === undefined) return notUtf8(file, bytes);
    const { dev, ino } = fstatSync(fd, { bigint: true });
    return { file, text, identity: { dev, ino }, found };
  } catch (error) {
    return problemOf(file, reasonOf(error));
  } finally {
    closeSync(fd);
  }
}

const TOO_LARGE = `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB and was not read; leave it out with --exclude`;
const UTF16 = "is UTF-16, which Ansible does not read (it takes UTF-8 only); convert it with iconv";

function problemOf(file: DiscoveredFile, message: string, line?: number): Problem {
  return line === undefined ? { path: file.display, message } : { path: file.display, line, message };
}

function openingFailed(file: DiscoveredFile, error: unknown): string {
  // Node turns the bytes of a name that are not UTF-8 into U+FFFD, and then there is no such file.
  if (codeOf(error) === "ENOENT" && file.path.includes("\ufffd"))
    return "has a name that is not UTF-8; rename it";
  return codeOf(error) === "ENOENT" ? "vanished while the folder was read; run again" : reasonOf(error);
}

/** A BOM is part of the text: it has to be there when the text is written, and Buffer keeps it. */
function decode(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** The first byte that differs once the bad sequences have become U+FFFD is where the text stops being UTF-8. */
function notUtf8(file: DiscoveredFile, bytes: Buffer): Problem {
  const replaced = Buffer.from(bytes.toString("utf8"));
  let offset = 0;
  while (offset < bytes.length && bytes[offset] === replaced[offset]) offset++;
  let line = 1;
  for (let at = 0; at < offset; at++) if (bytes[at] === LINE_FEED) line++;
  return problemOf(file, `is not UTF-8 (byte ${offset}, line ${line}); Ansible reads UTF-8 only`, line);
}

function holdsInUtf16(bytes: Buffer, needles: readonly Needle[]): boolean {
  const littleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  const bigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!littleEndian && !bigEndian) return false;
  return needles.some((needle) => bytes.includes(littleEndian ? needle.utf16le : needle.utf16be));
}
