import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Prints the version as `3.11` and fails where `venv` can't bootstrap pip (Debian without python3-venv). */
const PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";

/**
 * Finds an interpreter of one of the wanted versions that can make virtual environments.
 *
 * The system's own comes first: a pyenv below /root cannot be entered by a second user, and the
 * become_user cases run modules as one.
 *
 * @param {readonly string[]} wanted versions such as `3.11`, best first
 * @returns {string | undefined} the interpreter's path or command
 */
export function findPython(wanted) {
  for (const version of wanted) {
    const found = candidates(version).find((python) => versionOf(python) === version);
    if (found !== undefined) return found;
  }
  return undefined;
}

function candidates(version) {
  return [`/usr/bin/python${version}`, ...pyenv(version), `python${version}`, "/usr/bin/python3", "python3"];
}

function pyenv(version) {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  if (!existsSync(versions)) return [];
  return readdirSync(versions)
    .filter((name) => name.startsWith(`${version}.`))
    .map((name) => join(versions, name, "bin", "python"));
}

function versionOf(python) {
  const run = spawnSync(python, ["-c", PROBE], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return run.status === 0 ? run.stdout.trim() : undefined;
}
