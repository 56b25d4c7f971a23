// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the shell's syntax
import { describe, expect, it } from "vitest";
import { readScript } from "../../src/shell/script.js";
import { sliceOf } from "../../src/text/span.js";
import { BASHISMS, PORTABLE } from "./bashism-cases.js";

const found = (script: string) => readScript(script).bashisms.map(({ what }) => what);
const sources = (script: string) => readScript(script).bashisms.map(({ span }) => sliceOf(script, span));

describe("bashisms", () => {
  it.each(BASHISMS)("finds %s in `%s`", (what, script) => {
    expect(found(script)).toContain(what);
  });

  it.each(PORTABLE)("finds none in `%s`", (script) => {
    expect(found(script)).toEqual([]);
  });

  it("gives each its place", () => {
    expect(sources("cd /x && source a/b\nif [[ -f x ]]; then y; fi")).toEqual(["source a/b", "[[ -f x ]]"]);
    expect(sources("a | b <(c) > $(d ${x//1/2})")).toEqual(["<(c)", "${x//1/2}"]);
  });

  it("looks into substitutions, functions, loops and here-documents that the shell expands", () => {
    expect(found("f() { for i in 1; do echo $(source x); done; }")).toEqual(["source"]);
    expect(found("cat <<E\n${x//a/b} $'no'\nE")).toEqual(["${x/a/b}"]);
    expect(found('bash -c "echo ${x//a/b}"')).toEqual(["${x/a/b}"]);
  });

  it("leaves alone what another shell is given", () => {
    expect(
      found("sudo bash -c '[[ a ]]'; ssh host 'source x'; sh -c 'let x=1'; su - u -c 'source y'"),
    ).toEqual([]);
  });

  it("reads round templates", () => {
    expect(found("[ {{ a }} = 'x' ] && echo {{ {'a': 1, 'b': [[1]]} }} > {{ f }}")).toEqual([]);
    expect(found("source {{ venv }}/bin/activate")).toEqual(["source"]);
    expect(found("echo hi >&{{ fd }}")).toEqual([]);
    expect(found("set -o {{ option }}")).toEqual([]);
    expect(found("{% raw %}echo ${x[0]}{% endraw %}")).toEqual(["${a[i]}"]);
  });
});
