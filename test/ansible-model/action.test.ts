import { describe, expect, it } from "vitest";
import { readFreeForm } from "../../src/ansible/arguments.js";
import { rebootsHost, supportsAsync, taskScript } from "../../src/index.js";
import { readTask } from "../support/read.js";

describe("what a task runs", () => {
  it.each([
    ["shell: echo hi", "shell", "echo hi"],
    ["ansible.builtin.shell: echo hi", "ansible.builtin.shell", "echo hi"],
    ["action: shell echo hi", "shell", "echo hi"],
    ["local_action:  shell echo hi", "shell", "echo hi"],
    ["action: {module: get_url, url: x}", "get_url", undefined],
    ['action: "{{ filename }}"', "{{ filename }}", undefined],
    ["get_url: url=x dest=y", "get_url", undefined],
    ["command:\n  cmd: echo hi", "command", undefined],
    ["shell:", "shell", undefined],
    ["shell: echo hi\nwith_items: [a]\nloop_control: {}\nsudo: true", "shell", "echo hi"],
  ])("%j", (lines, module, freeForm) => {
    const { action } = readTask(lines);
    expect([action?.module, action?.freeForm]).toEqual([module, freeForm]);
  });

  it.each([
    ["name: x\nasync: 1"],
    ["shell: a\ncommand: b"],
    ["action:\nname: x"],
    ["action: {url: x}\nname: x"],
  ])("%j is nothing that runs", (lines) => {
    expect(readTask(lines).action).toBeUndefined();
  });

  it("takes arguments from wherever they are written", () => {
    const { action } = readTask('shell: chdir=/tmp echo "a b" creates=x\nargs:\n  executable: /bin/bash');
    expect(action?.freeForm).toBe('echo "a b"');
    expect(Object.fromEntries(action?.options ?? [])).toEqual({
      chdir: "/tmp",
      creates: "x",
      executable: "/bin/bash",
    });
  });
});

describe("readFreeForm", () => {
  it.each([
    ["echo a=b", true, "echo a=b", {}],
    ["chdir={{ x }} ls", true, "ls", { chdir: "{{ x }}" }],
    ["chdir='{{ a b }}' ls", true, "ls", { chdir: "{{ a b }}" }],
    ['url="a b" dest={{ x | default("y z") }}', false, "", { url: "a b", dest: '{{ x | default("y z") }}' }],
    ["path=\\'x", false, "", { path: "\\'x" }],
    ["", true, "", {}],
    ["a=1 a=2", false, "", { a: "2" }],
    ['echo "unclosed', true, 'echo "unclosed', {}],
    ["echo {{ unclosed", true, "echo {{ unclosed", {}],
  ])("%j", (text, takesCommand, rest, options) => {
    const read = readFreeForm(text, takesCommand);
    expect([read.text, Object.fromEntries(read.options)]).toEqual([rest, options]);
  });
});

describe("taskScript", () => {
  it.each([
    ["shell: a; b", ["a", "b"], "shell"],
    ["command: a ; b", ["a"], "command"],
    ["command: {argv: [a, b c]}", ["a"], "command"],
    ["command: {cmd: a b}", ["a"], "command"],
    ["shell:\nargs: {cmd: a && b}", ["a", "b"], "shell"],
    ["raw: a | b", ["a", "b"], "shell"],
    ["local_action: shell a; b", ["a", "b"], "shell"],
  ])("%j runs %j", (lines, programs, by) => {
    const script = taskScript(readTask(lines));
    expect([script?.script.commands.map(({ program }) => program), script?.by]).toEqual([programs, by]);
  });

  it.each([["win_shell: a"], ["get_url: {url: x}"], ["shell: {chdir: /tmp}"], ["script: a.sh"]])(
    "%j runs none",
    (lines) => {
      expect(taskScript(readTask(lines))).toBeUndefined();
    },
  );
});

describe("supportsAsync", () => {
  it.each([
    ["shell: x", true],
    ["apt: name=x", true],
    ["uri: {url: x}", true],
    ["acme.tools.copy: {}", true],
    ["debug: msg=x", false],
    ["ansible.builtin.template: {}", false],
    ["import_role: {name: x}", false],
    ["include_tasks: x.yml", false],
    ["name: none", false],
  ])("%j: %s", (lines, can) => {
    expect(supportsAsync(readTask(lines))).toBe(can);
  });
});

describe("rebootsHost", () => {
  it.each([
    ["shell: sleep 2 && shutdown -r now", true],
    ["command: /sbin/reboot", true],
    ["command: systemctl reboot", true],
    ["shell: sudo init 6", true],
    ["ansible.builtin.reboot:", true],
    ["community.general.shutdown:", true],
    ["win_shell: Restart-Computer -Force", true],
    ["win_command: shutdown /r /t 0", true],
    ["shell: echo reboot", false],
    ["command: systemctl restart reboot-notifier", false],
    ["command: shutdown -c", false],
    ["get_url: {url: http://x/reboot}", false],
  ])("%j: %s", (lines, reboots) => {
    expect(rebootsHost(readTask(lines))).toBe(reboots);
  });
});
