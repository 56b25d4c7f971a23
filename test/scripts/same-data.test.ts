import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { note, pythonOf, run } from "./python.js";

const PYTHON = pythonOf("pyyaml");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "async-fix-same-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function compare(
  before: string,
  after: string,
  ...options: string[]
): { status: number | null; stdout: string } {
  for (const [name, text] of Object.entries({ before, after })) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "tasks.yml"), text);
  }
  const args = ["scripts/pyyaml/same-data.py", join(folder, "before"), join(folder, "after"), ...options];
  return run(PYTHON, args);
}

const TASK = "- name: Build\n  command: make\n  async: 30\n";
const ALLOWED = ["--allow", "async,poll"];

describe.skipIf(!existsSync(PYTHON))(`same-data.py${note("pyyaml")}`, () => {
  it("takes a comment, another style and a tag it doesn't know for the same data", () => {
    const tagged = "key: !vault |\n  $ANSIBLE_VAULT\nraw: !unsafe '{{ x }}'\nlocal: !mine {a: 1}\n";
    const { status, stdout } = compare(tagged, `# new\n${tagged.replace("{a: 1}", "\n  a: 0x1")}`);
    expect(stdout).toBe("1 files, 1 loaded, 1 identical; changed values: none; 0 differences\n");
    expect(status).toBe(0);
  });

  it("tells one tagged value from another", () => {
    expect(compare("key: !vault a\n", "key: !vault b\n").status).toBe(1);
  });

  it("lets an allowed key change and appear in a task, and counts it", () => {
    const { status, stdout } = compare(TASK, TASK.replace("30", "90\n  poll: 5"), ...ALLOWED);
    expect(stdout).toContain("changed values: async 1, poll 1; 0 differences");
    expect(status).toBe(0);
  });

  it.each([
    ["an allowed key outside a task", "poll: 1\nname: x\n", "poll: 2\nname: x\n"],
    ["another key of a task", TASK, TASK.replace("make", "make all")],
    ["a key that is gone", TASK, TASK.replace("  async: 30\n", "")],
    ["a value that only looks alike", "mode: 0755\n", "mode: '0755'\n"],
    ["keys in another order", "a: 1\nb: 2\n", "b: 2\na: 1\n"],
    ["a task more", TASK, TASK + TASK],
  ])("reports %s", (_, before, after) => {
    expect(compare(before, after, ...ALLOWED).status).toBe(1);
  });

  it("reports a file that stops loading", () => {
    const { status, stdout } = compare(TASK, "- name: [\n");
    expect(stdout).toContain("tasks.yml: no longer loads: ");
    expect(status).toBe(1);
  });

  it("takes a file that loads in neither copy only unchanged", () => {
    expect(compare("{% if x %}\n", "{% if x %}\n").status).toBe(0);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    expect(compare("{% if x %}\n", "{% if y %}\n").status).toBe(1);
  });

  it("ends on aliases that lead in a circle and on those that multiply", () => {
    const levels = Array.from({ length: 40 }, (_, at) => `l${at + 1}: &l${at + 1} [*l${at}, *l${at}]\n`).join(
      "",
    );
    expect(
      compare(`me: &me [*me]\nl0: &l0 [1]\n${levels}`, `me: &me [*me]\nl0: &l0 [2]\n${levels}`).status,
    ).toBe(1);
  });
});
