#!/usr/bin/env node
/**
 * Lints what the fixtures' inputs and outputs are, and fails where an output violates what its input does not.
 *
 *   node scripts/ansible/lint-fixtures.mjs [-v] [transform...]
 *
 * Every case is laid out twice in a temporary folder, as the files that its options name, and ansible-lint
 * runs once over all inputs and once over all outputs, with the `production` profile. `-v` lists the
 * violations that both have, too. Exit status: 0 no new violation; 1 there is one; 2 it could not be run;
 * 3 ansible-lint is not installed here (scripts/ansible/install.mjs lint).
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const FIXTURES = join(ROOT, "fixtures");
const BIN = join(ROOT, ".cache", "ansible", "lint", "bin");

/** What ansible-lint can't look at: the file is refused whole, before the fix as after it. */
const UNREADABLE = new Set(["load-failure", "parser-error", "internal-error"]);

/** New violations that are none: a copy says what its original says. By case and rule, with the reason. */
const ARGUED = new Map([
  ["verify-jobs/flow-list\tyaml[line-length]", "a list in flow style is one line"],
  ["verify-jobs/wide-dash\tyaml[hyphens]", "written like the tasks beside it"],
  ["verify-jobs/wide-dash\tyaml[indentation]", "written like the tasks beside it"],
  ["verify-jobs/register-present-or-absent\tname[template]", "the launch's own name"],
]);

function isArgued({ location, check_name: rule }) {
  const [transform, name] = location.path.split("/");
  return ARGUED.has(`${transform}/${name}\t${rule}`);
}

/** Cases whose YAML ansible-lint itself does not survive (26.10.1 ends with an AttributeError). */
const DEADLY = new Set(["raise-async/list-is-an-anchor", "raise-async/several-documents"]);

/** Puts a case's files into a folder, as they are before or after the fix. */
function layOut(folder, transform, name, side) {
  if (DEADLY.has(`${transform}/${name}`)) return;
  const from = join(FIXTURES, transform, name);
  const to = join(folder, transform, name);
  const options = readOptions(from);
  const single = join(from, "input.yml");
  if (existsSync(single)) {
    const output = join(from, "output.yml");
    put(
      join(to, options.path ?? "tasks/main.yml"),
      readFileSync(side === "after" && existsSync(output) ? output : single),
    );
    return;
  }
  // fixtures/demo has no cases.
  if (!existsSync(join(from, "before"))) return;
  cpSync(join(from, "before"), to, { recursive: true });
  if (side === "after" && existsSync(join(from, "after")))
    cpSync(join(from, "after"), to, { recursive: true });
}

function readOptions(folder) {
  const path = join(folder, "options.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

function foldersIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

function put(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** @returns what ansible-lint says of a folder, in its own words: one object for each violation */
function lint(folder) {
  const env = {
    ...process.env,
    PATH: `${BIN}:${process.env.PATH ?? ""}`,
    ANSIBLE_HOME: join(folder, ".ansible"),
    NO_COLOR: "1",
  };
  const args = [
    "--offline",
    "--profile",
    "production",
    "-q",
    "-f",
    "codeclimate",
    "--project-dir",
    folder,
    folder,
  ];
  const run = spawnSync(join(BIN, "ansible-lint"), args, {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0 && run.status !== 2)
    throw new Error(`ansible-lint exited ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`);
  return JSON.parse(run.stdout);
}

/** Violations by file and rule: lines move, so they are counted, not matched. */
function grouped(violations) {
  const groups = new Map();
  for (const violation of violations) {
    const key = `${violation.location.path}\t${violation.check_name}`;
    groups.set(key, [...(groups.get(key) ?? []), violation]);
  }
  return groups;
}

function describe({ location, check_name: rule, description }) {
  const line = location.lines?.begin ?? location.positions?.begin.line ?? 0;
  return `${location.path}:${line}: ${rule}: ${description}`;
}

function newViolations(before, after) {
  return [...after].flatMap(([key, violations]) => {
    const old = before.get(key) ?? [];
    if (violations.length <= old.length || violations.some(isArgued)) return [];
    const known = new Set(old.map(({ description }) => description));
    const fresh = violations.filter(({ description }) => !known.has(description));
    return fresh.length > 0 ? fresh : violations.slice(old.length);
  });
}

function main(args) {
  if (!existsSync(join(BIN, "ansible-lint"))) {
    process.stderr.write("ansible-lint is not installed: node scripts/ansible/install.mjs lint\n");
    return 3;
  }
  const wanted = args.filter((arg) => !arg.startsWith("-"));
  const folder = mkdtempSync(join(tmpdir(), "async-fix-lint-"));
  try {
    const sides = ["before", "after"].map((side) => {
      for (const transform of foldersIn(FIXTURES)) {
        if (wanted.length > 0 && !wanted.includes(transform)) continue;
        for (const name of foldersIn(join(FIXTURES, transform)))
          layOut(join(folder, side), transform, name, side);
      }
      return grouped(lint(join(folder, side)));
    });
    const [before, after] = sides;
    const fresh = newViolations(before, after);
    const total = (groups) => [...groups.values()].reduce((sum, each) => sum + each.length, 0);
    if (args.includes("-v"))
      for (const each of [...before.values()].flat()) process.stdout.write(`${describe(each)}\n`);
    for (const each of fresh) process.stdout.write(`new: ${describe(each)}\n`);
    const unread = [...before.values()]
      .flat()
      .filter(({ check_name: rule }) => UNREADABLE.has(rule.split("[")[0])).length;
    process.stdout.write(
      `ansible-lint, production: ${total(before)} violations in the inputs (${unread} files that it can't read), ${total(after)} in the outputs, ${fresh.length} new\n`,
    );
    return fresh.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));
