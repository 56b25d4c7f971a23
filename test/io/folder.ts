import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A temporary folder, its links resolved, that goes when the test ends. */
export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "async-fix-io-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  fill(folder, files);
  return folder;
}

/** A name that ends with `/` is a folder. */
export function fill(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(path, content);
  }
}

/** Permissions don't stop root, so a test of them is skipped, and its name says so. */
export const isRoot = process.getuid?.() === 0;
export const UNLESS_ROOT = isRoot ? " (skipped: root may read and write everything)" : "";
