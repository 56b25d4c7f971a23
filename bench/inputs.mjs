/** What is measured on: agnosticd out of the corpus, copies of it, and files made up. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ARCHIVE = "corpus/redhat-cop+agnosticd.tar.xz";
const SHARED = [process.env.ASYNC_FIX_SHARED, fileURLToPath(new URL("../../shared", import.meta.url))];

/**
 * Unpacks agnosticd (7,955 YAML files).
 *
 * @param {string} folder
 * @returns {string | undefined} where it is; undefined without the corpus
 */
export function unpackAgnosticd(folder) {
  const shared = SHARED.find((each) => each !== undefined && existsSync(join(each, ARCHIVE)));
  if (shared === undefined) return undefined;
  execFileSync("tar", ["-xJf", join(shared, ARCHIVE), "-C", folder]);
  return join(folder, "redhat-cop+agnosticd");
}

/** The files of a folder, relative to it, that have a task with `async`. */
export function denseFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => /^[ \t]*(?:-[ \t]+)?async[ \t]*:/m.test(readFileSync(join(folder, path), "utf8")))
    .sort();
}

/** Copies files, each to where it was below the folder it came from. */
export function copyFiles(paths, from, to) {
  for (const path of paths) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path));
  }
}

/** A tasks file in which every task needs two fixes, of different kinds by turns. */
export function writeTasks(path, count) {
  const tasks = Array.from({ length: count }, (_, i) =>
    i % 2 === 0
      ? `- name: Dump database ${i}\n  ansible.builtin.command: pg_dump db${i}\n  async: 120\n  poll: 2 # often\n`
      : `- name: Fetch file ${i}\n  ansible.builtin.get_url:\n    url: https://example.com/${i}\n    dest: /tmp/${i}\n  async: "30"\n  poll: 15\n`,
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `---\n${tasks.join("\n")}`);
}
