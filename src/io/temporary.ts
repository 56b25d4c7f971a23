import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { TEMPORARY_START } from "./temporary-start.js";

/**
 * The name of a temporary file says who wrote it: a process of another machine, or of another container, on a
 * shared folder has a number that means nothing here, and its files are left alone.
 */
const PREFIX = `${TEMPORARY_START}${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}-`;
const SUFFIX = ".tmp";

/** @param random hexadecimal digits */
export function temporaryName(random: string): string {
  return `${PREFIX}${process.pid}-${random}${SUFFIX}`;
}

/**
 * Removes from a folder what a run that was killed there left behind. Call it before writing into the folder.
 * Failing to is no reason not to write, so nothing is thrown.
 *
 * @returns how many files were removed
 */
export function sweepTemporaries(folder: string): number {
  let removed = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const pid = entry.isFile() ? writerOf(entry.name) : undefined;
      if (pid === undefined || isRunning(pid)) continue;
      rmSync(`${folder}/${entry.name}`, { force: true });
      removed++;
    }
  } catch {
    // Unreadable, or not ours to delete from: the write that follows says what is wrong.
  }
  return removed;
}

function writerOf(name: string): number | undefined {
  if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) return undefined;
  const writer = /^(\d{1,10})-[0-9a-f]{12}$/.exec(name.slice(PREFIX.length, -SUFFIX.length));
  return writer?.[1] === undefined ? undefined : Number(writer[1]);
}

/** This process itself is not writing: it writes one file at a time, without a pause to sweep in. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
