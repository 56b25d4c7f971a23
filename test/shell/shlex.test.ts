import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literal, MaskedText } from "../../src/shell/pieces.js";
import { readArgv, readCommand } from "../../src/shell/script.js";
import { shlexSplit } from "../../src/shell/shlex.js";
import { sliceOf } from "../../src/text/span.js";

const split = (text: string) => {
  const { words, error } = shlexSplit(new MaskedText([literal(text, 0)]));
  return error ?? words.map((word) => word.text);
};

/** Many texts in one run of Python. */
function pythonSplits(texts: readonly string[]): readonly (readonly string[] | string)[] {
  const program = `
import json, shlex, sys
def split(text):
    try: return shlex.split(text)
    except ValueError as error: return str(error)
print(json.dumps([split(text) for text in json.load(sys.stdin)]))`;
  return JSON.parse(
    spawnSync("python3", ["-c", program], { input: JSON.stringify(texts), encoding: "utf8" }).stdout,
  );
}

const installed = spawnSync("python3", ["-c", ""]).status === 0;

describe("shlexSplit", () => {
  it.each([
    ["a  b\tc\nd", ["a", "b", "c", "d"]],
    [`a"b c"'d e'`, ["ab cd e"]],
    [`"a\\"b\\\\c\\d"`, ['a"b\\c\\d']],
    [`'a\\'`, ["a\\"]],
    ["a\\ b \\'", ["a b", "'"]],
    [`"" ''`, ["", ""]],
    ["a # b", ["a", "#", "b"]],
    ["a; b && c | d > e", ["a;", "b", "&&", "c", "|", "d", ">", "e"]],
    ["a 'b", "No closing quotation"],
    ["a\\", "No escaped character"],
  ])("%j", (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it.skipIf(!installed)("splits as Python does (skipped: python3 is not installed)", () => {
    const bits = fc.constantFrom("'", '"', "\\", " ", "\n", "a", "b", "#", "é", "$", ";");
    const texts = fc.sample(
      fc.array(bits, { maxLength: 12 }).map((parts) => parts.join("")),
      2000,
    );
    expect(texts.map(split)).toEqual(pythonSplits(texts));
  });
});

describe("readCommand", () => {
  it("keeps a template in one word", () => {
    const { commands } = readCommand("pip install {{ a | default('b c') }} \"{{ d }}\"");
    expect(commands[0]).toMatchObject({
      program: "pip",
      args: ["install", "{{ a | default('b c') }}", "{{ d }}"],
    });
  });

  it("takes off wrappers, and opens the scripts that it starts", () => {
    const text = "sudo timeout 60 bash -lc 'cd /x && make'";
    const { commands, bashisms } = readCommand(text);
    expect(commands.map(({ span }) => sliceOf(text, span))).toEqual(["cd /x", "make"]);
    expect(commands[1]?.wrappers.map(({ name }) => name)).toEqual(["sudo", "timeout", "bash"]);
    expect(bashisms).toEqual([]);
  });

  it("says when Ansible would fail on it", () => {
    expect(readCommand("echo it's")).toMatchObject({
      unsure: true,
      errors: [{ message: "No closing quotation" }],
    });
  });
});

describe("readArgv", () => {
  it("takes every argument as it is", () => {
    const argv = ["/bin/echo", "it's", "a  b", "{{ c }}", "$d"];
    const { commands, text } = readArgv(argv);
    expect(commands[0]).toMatchObject({ program: "echo", args: argv.slice(1) });
    expect(commands[0]?.words.map(({ span }) => sliceOf(text, span))).toEqual(argv);
  });

  it("opens scripts", () => {
    expect(readArgv(["bash", "-c", "a && reboot"]).reboots).toBeDefined();
  });
});
