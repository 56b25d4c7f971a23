import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** The Python of an environment that scripts/ansible/install.mjs makes. */
export function pythonOf(environment: string): string {
  return join(ROOT, ".cache/ansible", environment, "bin/python");
}

/** Appended to a test's name, so that what is skipped says why. */
export function note(environment: string): string {
  return existsSync(pythonOf(environment))
    ? ""
    : ` (skipped: node scripts/ansible/install.mjs ${environment})`;
}

export function run(
  program: string,
  args: readonly string[],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(program, args, { cwd: ROOT, encoding: "utf8" });
}
