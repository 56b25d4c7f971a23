import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Case, Run } from "./case.js";
import { complaints } from "./compare.js";
import { type Core, covers, isInstalled } from "./environments.js";
import { applyFix, cannotFix, type Fixer } from "./fix.js";
import { runPlaybook } from "./playbook.js";

/** One cell of the table: a run of a case under one ansible-core. */
export type Cell =
  | { readonly state: "passed" /** What it came to on the busy machine. */; readonly failedBefore?: Failed }
  | { readonly state: "skipped"; readonly reason: string }
  | { readonly state: "outside" }
  | Failed;

export interface Failed {
  readonly state: "failed";
  readonly complaints: readonly string[];
  readonly output: string;
}

/** Three hosts, all of them this machine; a case with an inventory of its own names its own. */
const INVENTORY = "localhost\nh1\nh2\n";

const ALL_HOSTS = `---
ansible_connection: local
ansible_python_interpreter: "{{ ansible_playbook_python }}"
`;
const PRIVATE_JOBS = `ansible_async_dir: "{{ async_fix_jobs }}"\n`;

/**
 * Runs one case before and after its fix.
 *
 * @param noUser why there is no second user, where there is none
 */
export async function runCell(
  core: Core,
  subject: Case,
  run: Run,
  fixer: Fixer,
  noUser: string | undefined,
): Promise<Cell> {
  if (!covers(run, core.line) || subject.lines?.includes(core.line) === false) return { state: "outside" };
  const reason =
    (isInstalled(core) ? undefined : `ansible-core ${core.version} is not installed`) ??
    cannotFix(fixer, subject) ??
    (subject.needsUser ? noUser : undefined);
  if (reason !== undefined) return { state: "skipped", reason };
  const home = mkdtempSync(join(tmpdir(), "async-fix-"));
  // The second user must be able to enter it.
  chmodSync(home, 0o755);
  try {
    return await compareRuns(core, subject, run, fixer, home);
  } catch (error) {
    return {
      state: "failed",
      complaints: [error instanceof Error ? error.message : String(error)],
      output: "",
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function compareRuns(core: Core, subject: Case, run: Run, fixer: Fixer, home: string): Promise<Cell> {
  const old = join(home, "before");
  const fixed = join(home, "after");
  writeCase(subject, old);
  cpSync(old, fixed, { recursive: true });
  applyFix(fixer, subject, fixed);
  const [before, after] = await Promise.all([
    runPlaybook(core, subject, run, old, join(home, "run-before")),
    runPlaybook(core, subject, run, fixed, join(home, "run-after")),
  ]);
  const output = `--- before\n${before.output}--- after\n${after.output}`;
  const found = [...complaints(run, before, after)];
  if (subject.secret !== undefined && output.includes(subject.secret)) found.push("the secret was printed");
  return found.length === 0 ? { state: "passed" } : { state: "failed", complaints: found, output };
}

function writeCase(subject: Case, folder: string): void {
  const variables = ALL_HOSTS + (subject.ownAsyncDir ? "" : PRIVATE_JOBS);
  const files = { inventory: INVENTORY, "group_vars/all.yml": variables, ...subject.files };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
