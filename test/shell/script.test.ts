// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the shell's syntax
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_SCRIPT_LENGTH } from "../../src/shell/limits.js";
import { readCommand, readScript } from "../../src/shell/script.js";
import type { Script } from "../../src/shell/types.js";
import { rebootsWindows } from "../../src/shell/windows.js";
import type { Span } from "../../src/text/span.js";

function spansOf(script: Script): readonly Span[] {
  return [
    ...script.commands.flatMap((command) => [
      command.span,
      ...[...command.words, ...command.assignments, ...command.redirections, ...command.wrappers].map(
        ({ span }) => span,
      ),
    ]),
    ...script.bashisms.map(({ span }) => span),
    ...script.background.flatMap((job) => [
      job.command,
      job.operator,
      ...job.detachers.map(({ span }) => span),
    ]),
    ...script.exports.map(({ span }) => span),
    ...script.kills.map(({ span }) => span),
    ...[script.endless, script.reboots, script.restartsConnection].filter((span) => span !== undefined),
  ];
}

function expectInside(script: Script): void {
  const outside = spansOf(script).filter(
    ({ start, end }) => start < 0 || end < start || end > script.text.length,
  );
  expect(outside).toEqual([]);
}

const TOKENS = fc.constantFrom(
  ..."( ) { } [ ] [[ ]] (( )) $( ` $(( ${ } <( >( << <<- <<< < > >& &> | |& || & && ; ;; ! \\ ' \" $' # = += * ? ~".split(
    " ",
  ),
  ..."{{ }} {% %} {# #} {%raw%} {%endraw%} if then else fi while do done for in case esac function select time coproc".split(
    " ",
  ),
  ..."bash -c sudo nohup timeout 5 ssh eval a b EOF export set -o pipefail disown wait reboot kill x=1 a=( $x $! é 😀".split(
    " ",
  ),
  ..." \n\t".split(""),
);
const scripts = fc.oneof(
  fc.array(TOKENS, { maxLength: 60 }).map((parts) => parts.join(" ")),
  fc.array(TOKENS, { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ maxLength: 200, unit: "binary" }),
);

describe("readScript", () => {
  it("never throws, and stays inside the text", () => {
    fc.assert(
      fc.property(scripts, (text) => {
        expectInside(readScript(text));
        expectInside(readCommand(text));
        rebootsWindows(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ...'( ` { [ $ & ; | ! " \' \\ < {{ {% {# $( "$( ${x:- $((1+ [[ (( <( a=( a; a& a| \\`'.split(" "),
    "if ",
    "case x in ",
    "<<E\n",
    "1+",
    "time ",
    "sudo ",
    "eval '",
    "bash -c '",
    "nohup a&",
    "`\\`a\\`` ",
  ])("takes %j over and over, as long as a script may be", (unit) => {
    const text = unit.repeat(Math.floor(MAX_SCRIPT_LENGTH / unit.length));
    expectInside(readScript(text));
    expectInside(readCommand(text));
  });

  it("refuses what no shell can be given", () => {
    const script = readScript("a;".repeat(MAX_SCRIPT_LENGTH));
    expect(script).toMatchObject({ unsure: true, commands: [] });
  });

  it("is unsure of what it can't read, nests too deep, or Jinja refuses", () => {
    expect(readScript("if a; then b").unsure).toBe(true);
    expect(readScript("echo 'a").unsure).toBe(true);
    expect(readScript("echo $(".repeat(40) + ")".repeat(40)).unsure).toBe(true);
    expect(readScript("echo {{ a").unsure).toBe(true);
    expect(readScript("bash -c 'if a'").unsure).toBe(true);
    expect(readScript("if a; then b; fi").unsure).toBe(false);
  });

  it("reads past templates wherever they stand", () => {
    const text = [
      "{{ a }} {{ b }} > {{ c }} 2>&1",
      'x="{{ d[\'e\'] }}" && [ "{{ f }}" = $(( {{ g }} * 2 )) ]',
      "cat <<{{ h }} && y",
      "{{ i }} 'unclosed {{ j }}",
      "{{ h }}",
      "{% for k in l %}",
      "z {{ k }}&",
      "{% endfor %}",
    ].join("\n");
    const script = readScript(text);
    expect(script.errors).toEqual([]);
    expect(script.conditional).toBe(true);
    expect(script.commands.map(({ program }) => program)).toEqual(["", "", "[", "cat", "y", "z"]);
    expect(script.background).toHaveLength(1);
  });
});
