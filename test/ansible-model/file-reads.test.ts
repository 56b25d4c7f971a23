import { describe, expect, it } from "vitest";
import { FileReads, type Uses } from "../../src/ansible/file-reads.js";
import type { AnsibleFile } from "../../src/ansible/model.js";
import { readAnsible } from "../../src/ansible/read.js";
import { parseYaml } from "../../src/yaml/parse.js";

function fileOf(text: string): AnsibleFile {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return readAnsible("tasks/main.yml", parsed.file);
}

const TEXT = `
- name: Start
  command: /bin/true
  register: job
- name: Outer
  when: outer is defined
  block:
    - name: Pass it on
      set_fact:
        passed: "{{ job.ansible_job_id }}"
        both: "{{ job }} {{ other }}"
    - name: In one line
      set_fact: handed={{ other.x }}
- include_tasks: wait.yml
  loop: "{{ job.results }}"
  loop_control:
    loop_var: each
- debug:
    msg: "{{ job_of_another_name }}\\n{{ ('a\\tjob') }}"
`;

/** Names enough that the file is read as a whole. */
const MANY = Array.from({ length: 40 }, (_, at) => `_name${at}`).join(" or ");

function shown({ reads, flowsInto, isAssigned }: Uses) {
  return { reads: reads.map(({ holder }) => holder.text("name")), flowsInto, isAssigned };
}

function uses(text: string, name: string) {
  return shown(new FileReads(fileOf(text)).of(name));
}

/** The same, once the file was asked for many names. */
function usesAmongMany(text: string, name: string) {
  const reads = new FileReads(fileOf(text));
  for (const each of MANY.split(" or ")) reads.of(each);
  return shown(reads.of(name));
}

describe("what a file does with a variable", () => {
  it("finds who reads it, and where its value goes", () => {
    expect(uses(TEXT, "job")).toEqual({
      reads: [undefined, "Pass it on", "Pass it on"],
      flowsInto: ["each", "passed", "both"],
      isAssigned: false,
    });
    expect(uses(TEXT, "outer").reads).toEqual(["Outer"]);
    expect(uses(TEXT, "handed").isAssigned).toBe(true);
    expect(uses(TEXT, "nobody")).toEqual({ reads: [], flowsInto: [], isAssigned: false });
  });

  const names = [
    "job",
    "outer",
    "other",
    "passed",
    "both",
    "handed",
    "each",
    "job_of_another_name",
    "nobody",
  ];
  it.each(names)("says the same of %s when it is asked for many names", (name) => {
    const text = `${TEXT}- debug:\n    var: ${MANY}\n`;
    expect(usesAmongMany(text, name)).toEqual(uses(text, name));
  });

  it.each([
    ["behind an alias", "- debug: &d\n    msg: '{{ job }}'\n- name: Aliased\n  debug: *d\n"],
    ["spelled with escapes", '- name: Aliased\n  debug:\n    msg: "{{ \\x6aob }}"\n'],
    ["folded", '- name: Aliased\n  debug:\n    msg: "{{ jo\\\n      b }}"\n'],
  ])("finds a name %s", (_, text) => {
    expect(uses(text, "job").reads).toContain("Aliased");
  });
});
