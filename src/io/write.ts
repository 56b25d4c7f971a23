import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { isInside } from "./paths.js";
import { codeOf, reasonOf } from "./problem.js";
import { OPEN_NO_LINK, readWhole, whileOpen } from "./regular.js";
import type { FileIdentity } from "./scan.js";
import { temporaryName } from "./temporary.js";

/** A file was not written, and is as it was before. The message is one line, without the path. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

/**
 * Replaces a file whole, or leaves it alone: the text goes into a temporary file beside it, to the disk, and
 * then under the file's name in one step. Whatever dies on the way, under the name is the old file or the new.
 *
 * Kept: mode and owner (a file whose owner can't be kept is refused). A symbolic link is written through, and
 * stays a link. Refused:
 * - a file outside the roots, also where only a link leads there;
 * - one that is no longer the file that was read, or no longer has its bytes. Between this check and the rename
 *   there are microseconds in which another program's change would be lost: POSIX has no better way;
 * - one with further hard links: the new file would have only this name, and the others would keep the old text;
 * - one that this user may not write, though replacing it would need the folder's permission only.
 *
 * Not kept, as Node can't read them: extended attributes, ACLs of the file's own and an SELinux label set by
 * hand. The new file has what its folder gives to new files.
 *
 * @param seen the file that `oldText` was read from
 * @param roots absolute, links resolved: `Discovery.roots`
 * @throws WriteError
 */
export function replaceFile(
  path: string,
  oldText: string,
  newText: string,
  seen: FileIdentity,
  roots: readonly string[],
): void {
  explained(() => {
    const target = realpathSync.native(path);
    if (!isInside(target, roots))
      throw new WriteError(`leads to ${target}, outside the given paths; name that file`);
    const oldBytes = encode(oldText);
    const stats = unchangedStats(target, oldBytes, seen);
    if (stats.nlink > 1) {
      throw new WriteError(
        `has ${stats.nlink} hard links; replacing it would split them, so change it by hand`,
      );
    }
    accessSync(target, constants.W_OK);
    const temporary = writeTemporary(dirname(target), encode(newText), stats);
    try {
      unchangedStats(target, oldBytes, seen);
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(target));
  });
}

/**
 * Writes a file that must not be there yet, and the folders it needs; whole or not at all, as `replaceFile`.
 *
 * @param path absolute
 * @throws WriteError also where something has the name already
 */
export function createFile(path: string, text: string, roots: readonly string[]): void {
  explained(() => {
    const folder = dirname(path);
    // Before a folder is made: the nearest one that exists must be inside, whatever links lead to it.
    let existing = folder;
    while (!canResolve(existing)) existing = dirname(existing);
    if (!isInside(realpathSync.native(existing), roots)) throw new WriteError("is outside the given paths");
    mkdirSync(folder, { recursive: true });
    const target = `${realpathSync.native(folder)}/${basename(path)}`;
    const temporary = writeTemporary(dirname(target), encode(text), undefined);
    try {
      // Unlike rename, link fails where the name is taken.
      linkSync(temporary, target);
    } finally {
      rmSync(temporary, { force: true });
    }
    syncFolder(dirname(target));
  });
}

function canResolve(folder: string): boolean {
  try {
    realpathSync.native(folder);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" && folder !== dirname(folder)) return false;
    throw error;
  }
}

/** @throws WriteError for a lone surrogate: it has no bytes in UTF-8 and would become U+FFFD */
function encode(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.toString() !== text) throw new WriteError("the new text is not valid Unicode");
  return bytes;
}

/** @throws WriteError where the file is not the one that was seen, with those bytes */
function unchangedStats(target: string, bytes: Buffer, seen: FileIdentity): Stats {
  return whileOpen(target, OPEN_NO_LINK, (fd) => {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    if (dev !== seen.dev || ino !== seen.ino || readWhole(fd)?.equals(bytes) !== true) {
      throw new WriteError("changed since it was read; run again");
    }
    return fstatSync(fd);
  });
}

/**
 * @param like whose mode and owner the file gets; undefined: those of a new file
 * @returns its path; the file is on the disk
 */
function writeTemporary(folder: string, bytes: Buffer, like: Stats | undefined): string {
  const path = `${folder}/${temporaryName(randomBytes(6).toString("hex"))}`;
  // "wx": never something that is there already, not even a link. 0o600: nobody reads it before its mode is set.
  const fd = openSync(path, "wx", like === undefined ? 0o666 : 0o600);
  try {
    writeFileSync(fd, bytes);
    if (like !== undefined) keepOwnerAndMode(fd, like);
    fsyncSync(fd);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  return path;
}

function keepOwnerAndMode(fd: number, like: Stats): void {
  const own = fstatSync(fd);
  if (own.uid !== like.uid || own.gid !== like.gid) {
    try {
      fchownSync(fd, like.uid, like.gid);
    } catch {
      throw new WriteError(
        `belongs to user ${like.uid}, group ${like.gid}, which this user can't keep; run as its owner`,
      );
    }
  }
  // After the owner: changing that clears the set-user-ID bits.
  fchmodSync(fd, like.mode & 0o7777);
}

/** So that the new name outlives a power cut. It is written by now: a folder that can't be synced is no failure. */
function syncFolder(folder: string): void {
  try {
    whileOpen(folder, constants.O_RDONLY, fsyncSync);
  } catch {
    // Some file systems, and Windows, have no fsync for folders.
  }
}

function explained(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof WriteError) throw error;
    throw new WriteError(WRITE_REASONS[codeOf(error)] ?? reasonOf(error), { cause: error });
  }
}

/** Where the reason for reading would mislead. */
const WRITE_REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied; make the file and its folder writable for this user",
  EEXIST: "exists already and was not overwritten",
  ELOOP: "became a symbolic link since it was read; run again",
  ENOENT: "vanished since it was read; run again",
};
