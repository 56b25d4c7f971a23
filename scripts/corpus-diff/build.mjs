import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

function git(root, args, options = {}) {
  return execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28, ...options });
}

/** What the working tree would commit: tracked and new files, without what is ignored. */
function copyWorkingTree(root, folder) {
  const files = git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).split("\0");
  for (const file of files) {
    // Deleted and not yet committed, or listed with an empty name at the end.
    if (file === "" || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
}

function extract(root, commit, folder) {
  const archive = join(folder, "source.tar");
  git(root, ["archive", "--output", archive, commit]);
  execFileSync("tar", ["-xf", archive, "-C", folder]);
}

/**
 * Builds one state of the repository in a folder of its own, with the packages installed here.
 *
 * @param {string} root the repository
 * @param {string | undefined} ref a git ref; undefined: the working tree
 * @param {string} folder made, and filled
 * @returns {{name: string, command: string}} what to call it, and its dist/cli.js
 * @throws Error where git does not know the ref, or the build leaves no command
 */
export function buildState(root, ref, folder) {
  mkdirSync(folder, { recursive: true });
  let name = "the working tree";
  if (ref === undefined) copyWorkingTree(root, folder);
  else {
    const commit = git(root, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${ref}^{commit}`,
    ]).trim();
    extract(root, commit, folder);
    name = git(root, ["log", "-1", "--format=%h %s", commit]).trim();
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const run = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, encoding: "utf8" });
  const command = join(folder, "dist/cli.js");
  // The types come last: a state whose types are wrong can be run all the same.
  if (!existsSync(command)) throw new Error(`${name} does not build:\n${run.stdout}${run.stderr}`);
  return { name, command };
}
