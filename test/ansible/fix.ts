import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./case.js";
import { ROOT } from "./environments.js";

/** Who fixes the second copy: the built command, the case's hand-written files, or nobody. */
export type Fixer = "cli" | "hand" | "none";

const CLI = join(ROOT, "dist", "cli.js");

/** Why this fixer can't fix this case, or undefined when it can. */
export function cannotFix(fixer: Fixer, subject: Case): string | undefined {
  if (fixer === "hand" && subject.byHand === undefined) return "no hand-written fix";
  if (fixer === "cli" && !existsSync(CLI)) return "dist/cli.js is missing (npm run build)";
  if (fixer === "cli" && subject.pending !== undefined) return subject.pending;
  return undefined;
}

/**
 * Fixes the case's files in place.
 *
 * @throws Error when the command fails or asks for something by exiting with other than 0
 */
export function applyFix(fixer: Fixer, subject: Case, folder: string): void {
  if (fixer === "none") return;
  if (fixer === "hand") {
    for (const [path, text] of Object.entries(subject.byHand ?? {})) writeFileSync(join(folder, path), text);
    return;
  }
  const args = [CLI, "--no-config", "--no-ignore", "--allow-dirty", ...subject.args, "."];
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", timeout: 60_000 });
  if (run.status !== 0) throw new Error(`async-fix exited ${run.status ?? run.signal}: ${run.stderr.trim()}`);
}
