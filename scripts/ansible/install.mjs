#!/usr/bin/env node
/**
 * Installs the Ansible versions that the suites run against: each in a virtual environment of its own,
 * every package pinned by `constraints/<name>.txt`.
 *
 *   node scripts/ansible/install.mjs [--print] [name...]
 *
 * Names are those of environments.json; none means all. `.cache/ansible/<name>/` is kept while its pins
 * are unchanged. `--print` prints the table and installs nothing.
 * Exit status: 0 installed; 2 a usage error or pip failed; 3 no fitting Python here, so that callers can
 * skip aloud.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "./python.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(HERE, "..", "..", ".cache", "ansible");

/** Written last: a folder without it is the rest of an installation that died, and is made anew. */
const STAMP = "async-fix-pins.sha256";

const { environments } = JSON.parse(readFileSync(join(HERE, "environments.json"), "utf8"));

function constraintsOf(environment) {
  return join(HERE, "constraints", `${environment.name}.txt`);
}

function pinsHash(environment) {
  const pins = JSON.stringify(environment) + readFileSync(constraintsOf(environment), "utf8");
  return createHash("sha256").update(pins).digest("hex");
}

function isInstalled(environment) {
  const stamp = join(CACHE, environment.name, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8").trim() === pinsHash(environment);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", process.stderr, "inherit"] });
  if (error !== undefined) process.stderr.write(`${command}: ${error.message}\n`);
  return status === 0;
}

/** @returns {0 | 2 | 3} the exit status that this environment asks for */
function install(environment) {
  if (isInstalled(environment)) return 0;
  const python = findPython(environment.pythons);
  if (python === undefined) {
    process.stderr.write(
      `${environment.name}: no Python of ${environment.pythons.join(", ")} with venv here\n`,
    );
    return 3;
  }
  const folder = join(CACHE, environment.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write(`${environment.name}: installing ${environment.install} with ${python}\n`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
  const done =
    run(python, ["-m", "venv", folder]) &&
    run(join(folder, "bin", "python"), [...pip, "-c", constraintsOf(environment), environment.install]);
  if (!done) return 2;
  writeFileSync(join(folder, STAMP), `${pinsHash(environment)}\n`);
  return 0;
}

function printTable() {
  for (const environment of environments) {
    const pins = readFileSync(constraintsOf(environment), "utf8").trim().split("\n");
    const state = isInstalled(environment) ? "installed" : "absent";
    process.stdout.write(`${environment.name}  Python ${environment.pythons.join("|")}  ${state}\n`);
    for (const pin of pins) process.stdout.write(`    ${pin}\n`);
  }
}

function main(args) {
  const names = args.filter((arg) => arg !== "--print");
  const unknown = names.find((name) => !environments.some((environment) => environment.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`no environment is called ${unknown}\n`);
    return 2;
  }
  if (args.includes("--print")) {
    printTable();
    return 0;
  }
  const chosen = environments.filter((environment) => names.length === 0 || names.includes(environment.name));
  const statuses = chosen.map(install);
  if (statuses.includes(2)) return 2;
  return statuses.includes(3) ? 3 : 0;
}

process.exitCode = main(process.argv.slice(2));
