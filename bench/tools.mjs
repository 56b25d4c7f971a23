/** The programs that async-fix is measured against. None is a dependency: one that is absent is said so. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PLATFORM = `${process.platform}-${process.arch}`;

/** For each tool its command, where it may be besides PATH, and how to get it. */
const TOOLS = {
  ripgrep: {
    command: "rg",
    beside: [`node_modules/@vscode/ripgrep-${PLATFORM}/bin/rg`],
    get: "npm install --no-save @vscode/ripgrep, or the system's package ripgrep",
  },
  "ast-grep": {
    command: "ast-grep",
    beside: [
      `node_modules/@ast-grep/cli-${PLATFORM}-gnu/ast-grep`,
      `node_modules/@ast-grep/cli-${PLATFORM}/ast-grep`,
    ],
    get: "npm install --no-save @ast-grep/cli",
  },
  "ansible-lint": {
    command: "ansible-lint",
    beside: [".cache/ansible/lint/bin/ansible-lint"],
    get: "node scripts/ansible/install.mjs lint",
  },
};

/**
 * @param {keyof typeof TOOLS} name
 * @returns {{ path: string, version: string } | { absent: string }}
 */
export function findTool(name) {
  const { command, beside, get } = TOOLS[name];
  const path = [
    ...beside.map((each) => join(ROOT, each)),
    ...(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, command)),
  ].find(existsSync);
  if (path === undefined) return { absent: `${name} is not here: ${get}` };
  const { stdout } = spawnSync(path, ["--version"], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { path, version: stdout?.split("\n", 1)[0]?.trim() ?? "" };
}
