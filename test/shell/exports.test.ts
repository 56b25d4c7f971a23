// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the shell's syntax
import { describe, expect, it } from "vitest";
import { readScript } from "../../src/shell/script.js";
import { sliceOf } from "../../src/text/span.js";

const lines = (script: string) =>
  readScript(script).exports.map(({ span, variables }) => [
    sliceOf(script, span),
    ...variables.map(({ name, value }) => `${name}=${value}`),
  ]);

describe("exports", () => {
  it("are the lines a script starts with", () => {
    expect(
      lines("#!/bin/sh\nset -eu\n# why\nexport A=1\n  export B='x y' C=\"z\"\nmake\nexport D=1\n"),
    ).toEqual([
      ["export A=1\n", "A=1"],
      ["  export B='x y' C=\"z\"\n", "B=x y", "C=z"],
    ]);
  });

  it("may share a line, and keep what they share it with", () => {
    expect(lines("export A=1; make")).toEqual([["export A=1; ", "A=1"]]);
    expect(lines("set -e; export A=1\nmake")).toEqual([["export A=1", "A=1"]]);
    expect(lines("export A=1 # why\nmake")).toEqual([["export A=1", "A=1"]]);
    expect(lines("export A=1")).toEqual([["export A=1", "A=1"]]);
  });

  it.each(["$HOME/x", '"$X"', "`id`", "$(id)", "~/x", "/a:~/b", "*.txt", "$((1+1))", "{a,b}"])(
    "have no value for %s",
    (value) => {
      expect(readScript(`export A=${value}`).exports[0]?.variables[0]?.value).toBeNull();
    },
  );

  it.each([
    ["''", ""],
    ["a\\ b", "a b"],
    ["'$HOME'", "$HOME"],
    ['"a\\"b"', 'a"b'],
    ["'~'\"x\"", "~x"],
  ])("read %s after quote removal", (value, expected) => {
    expect(readScript(`export A=${value}`).exports[0]?.variables[0]?.value).toBe(expected);
  });

  it("keep templates as they are written, and tell quotes", () => {
    expect(readScript("export A=\"{{ a | b('c') }}/d\" E={{ f }}").exports[0]?.variables).toEqual([
      { name: "A", value: "{{ a | b('c') }}/d", templated: true, quoted: true },
      { name: "E", value: "{{ f }}", templated: true, quoted: false },
    ]);
  });

  it.each([
    "export A",
    "export -p A=1",
    "export {{ a }}=1",
    "A=1 export B=2",
    "export A=1 && make",
    "export A=1 | cat",
    "export A=1 &",
    "export A+=1",
    "{% if x %}\nexport A=1\n{% endif %}\nmake",
    "make; export A=1",
  ])("are not in `%s`", (script) => {
    expect(readScript(script).exports).toEqual([]);
  });
});
