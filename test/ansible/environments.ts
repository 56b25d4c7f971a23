import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CoreLine } from "./case.js";

export const ROOT = join(import.meta.dirname, "..", "..");

/** An installed ansible-core: its line, its exact version and its virtual environment's folder. */
export interface Core {
  readonly line: CoreLine;
  readonly version: string;
  readonly folder: string;
}

const LINES: readonly CoreLine[] = ["2.14", "2.16", "2.18", "2.19"];

interface Table {
  readonly environments: readonly { readonly name: string }[];
}

/** The versions of scripts/ansible/environments.json, oldest first; `folder` may be absent. */
export function cores(): readonly Core[] {
  const table = JSON.parse(readFileSync(join(ROOT, "scripts/ansible/environments.json"), "utf8")) as Table;
  return LINES.flatMap((line) => {
    const found = table.environments.find(({ name }) => name.startsWith(`${line}.`));
    if (found === undefined) return [];
    return [{ line, version: found.name, folder: join(ROOT, ".cache/ansible", found.name) }];
  });
}

export function isInstalled(core: Core): boolean {
  return existsSync(join(core.folder, "bin", "ansible-playbook"));
}

/** Whether a run is meant for this line. */
export function covers(
  run: { readonly since?: CoreLine; readonly until?: CoreLine },
  line: CoreLine,
): boolean {
  const at = LINES.indexOf(line);
  const from = run.since === undefined ? 0 : LINES.indexOf(run.since);
  const to = run.until === undefined ? LINES.length - 1 : LINES.indexOf(run.until);
  return from <= at && at <= to;
}
