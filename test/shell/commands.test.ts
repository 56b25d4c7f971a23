// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the shell's syntax
import { describe, expect, it } from "vitest";
import { readScript } from "../../src/shell/script.js";
import { sliceOf } from "../../src/text/span.js";

/** Each command as one line: its program and its arguments. */
const lines = (script: string) =>
  readScript(script).commands.map(({ program, args }) => [program, ...args].join(" "));
const only = (script: string) => {
  const [command, ...others] = readScript(script).commands;
  expect(others).toEqual([]);
  if (command === undefined) throw new Error("no command");
  return command;
};

describe("commands", () => {
  it("are found at any depth, in order", () => {
    expect(lines("a && b || c; d | e & (f; { g; })\nif h; then i; elif j; then k; else l; fi")).toEqual([
      ..."abcdefghijkl",
    ]);
    expect(
      lines("while a; do b; done; for i in $(c); do d; done; case x in y) e;; esac; f() { g; }"),
    ).toEqual([..."abcdeg".slice(0, 2), "c", "d", "e", "g"]);
    expect(lines('a "$(b `c`)" <(d) $(( $(e) + 1 )) ${x:-$(f)}').map((line) => line[0])).toEqual([
      ..."abcdef",
    ]);
  });

  it("take the last part of a path for the program", () => {
    expect(lines("/usr/bin/psql -c x; $VENV/bin/pip install y; {{ home }}/bin/z")).toEqual([
      "psql -c x",
      "pip install y",
      "z",
    ]);
  });

  it("know when nobody can tell the program", () => {
    expect(only("{{ command }} x")).toMatchObject({ program: "", templated: true, args: ["x"] });
    expect(only("$command x")).toMatchObject({ program: "", templated: false });
    expect(only("/opt/{{ tool }} x")).toMatchObject({ program: "", templated: true });
  });

  it("read words after quote removal, templates and expansions as written", () => {
    const { words } = only(`a b\\ c "d\\"e" 'f' $'g\\th' {{ i | j('k') }} "l$m" n*`);
    expect(words.map(({ text }) => text)).toEqual([
      "a",
      "b c",
      'd"e',
      "f",
      "g\th",
      "{{ i | j('k') }}",
      "l$m",
      "n*",
    ]);
    expect(words.map(({ expands }) => expands)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(words.map(({ templated }) => templated).indexOf(true)).toBe(5);
  });

  it("carry their assignments and redirections", () => {
    const command = only("A=1 B='x y' env C={{ d }} make -j 2> err.log >/dev/null");
    expect(command.assignments.map(({ name, value }) => [name, value?.text])).toEqual([
      ["A", "1"],
      ["B", "x y"],
      ["C", "{{ d }}"],
    ]);
    expect(command.redirections.map(({ operator, target }) => operator + target?.text)).toEqual([
      ">err.log",
      ">/dev/null",
    ]);
    expect(command.program).toBe("make");
  });

  it("know the loop, the condition, the pipe and the background around them", () => {
    const { commands } = readScript("while a; do b; done; if c; then d; fi; e | f; (g) & h &");
    const those = (test: (command: (typeof commands)[number]) => boolean) =>
      commands
        .filter(test)
        .map(({ program }) => program)
        .join("");
    expect(those(({ inLoop }) => inLoop)).toBe("ab");
    expect(those(({ inCondition }) => inCondition)).toBe("ac");
    expect(those(({ piped }) => piped)).toBe("ef");
    expect(those(({ background }) => background)).toBe("gh");
  });
});

describe("wrappers", () => {
  it.each([
    ["sudo -u postgres -H psql -c x", "psql -c x", "sudo"],
    ["sudo A=b -E make", "make", "sudo"],
    ["env -u X A=b make", "make", "env"],
    ["nohup setsid make", "make", "nohup setsid"],
    ["nice -n 10 ionice -c 2 -n 7 make", "make", "nice ionice"],
    ["time -p make", "make", "time"],
    ["sudo time -f %e make", "make", "sudo time"],
    ["timeout -k 5 --signal=KILL 1800 make", "make", "timeout"],
    ["stdbuf -oL -e 0 make", "make", "stdbuf"],
    ["exec make", "make", "exec"],
    ["command make", "make", "command"],
    ["chroot /mnt make", "make", "chroot"],
    ["flock -n /lock make", "make", "flock"],
    ["flock /lock -c 'make x'", "make x", "flock"],
    ["systemd-run --unit=x -p Y=z make", "make", "systemd-run"],
    ["bash -c 'make x'", "make x", "bash"],
    ["bash -lc 'make x' arg", "make x", "bash"],
    ["bash -o pipefail -ec 'make x'", "make x", "bash"],
    ['su - user -c "make x"', "make x", "su"],
    ["su -c 'make x' user", "make x", "su"],
    ["runuser -u user -- make x", "make x", "runuser"],
    ["runuser -l user -c 'make x'", "make x", "runuser"],
    ["sudo su - user -c 'nohup make x'", "make x", "sudo su nohup"],
    ["eval make x", "make x", "eval"],
    ["watch -n 5 make x", "make x", "watch"],
    ["bash -s <<'E'\nmake x\nE", "bash -s|make x", "bash"],
    ["ssh -p 22 user@host make x", "make x", "ssh"],
    ["ssh host 'sudo make x'", "make x", "ssh sudo"],
    ["podman exec -it -e A=b ctr make x", "make x", "podman"],
    ["docker exec ctr bash -c 'make x'", "make x", "docker bash"],
    ["kubectl exec -n ns pod -c c -- make x", "make x", "kubectl"],
    ["oc rsh -n ns pod make x", "make x", "oc"],
  ])("%s", (script, command, wrappers) => {
    const { commands } = readScript(script);
    expect(commands.map(({ program, args }) => [program, ...args].join(" ")).join("|")).toBe(command);
    expect(
      commands
        .at(-1)
        ?.wrappers.map(({ name }) => name)
        .join(" "),
    ).toBe(wrappers);
  });

  it.each([
    "sudo -i",
    "exec > log",
    "env",
    "command -v make",
    "bash script.sh -c x",
    "ionice -p 12",
    "docker run x",
    "kubectl get pod",
    "flock 9",
    "su - user",
  ])("%s runs no other command", (script) => {
    expect(only(script).wrappers).toEqual([]);
  });

  it("tell where a command runs and how long it may", () => {
    expect(only("ssh host sudo reboot").place).toBe("remote");
    expect(only("podman exec c x").place).toBe("container");
    expect(only("timeout 30m x").wrappers[0]?.seconds).toBe(1800);
    expect(only("timeout {{ t }} x").wrappers[0]).not.toHaveProperty("seconds");
  });

  it("have the span of their own words", () => {
    const script = "a; sudo -u x nohup make";
    expect(readScript(script).commands[1]?.wrappers.map(({ span }) => sliceOf(script, span))).toEqual([
      "sudo -u x",
      "nohup",
    ]);
  });

  it("lead back into the script from an inner one, through quotes and templates", () => {
    const script = `su - u -c "cd \\"{{ dir }}\\" && ssh h 'run {{ x }} $y'"`;
    const { commands } = readScript(script);
    expect(commands.map(({ span }) => sliceOf(script, span))).toEqual([
      'cd \\"{{ dir }}\\"',
      "run {{ x }} $y",
    ]);
    expect(commands[1]?.words.map(({ text }) => text)).toEqual(["run", "{{ x }}", "$y"]);
    expect(commands[1]?.words.map(({ templated }) => templated)).toEqual([false, true, false]);
  });

  it("keep the place of backquotes with escapes for what is in them", () => {
    const script = "echo `a \\`b\\``";
    expect(readScript(script).commands.map(({ program, span }) => [program, sliceOf(script, span)])).toEqual([
      ["echo", script],
      ["a", "`a \\`b\\``"],
      ["b", "`a \\`b\\``"],
    ]);
  });
});
