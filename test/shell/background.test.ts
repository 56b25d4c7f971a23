import { describe, expect, it } from "vitest";
import { readScript } from "../../src/shell/script.js";
import { type Span, sliceOf } from "../../src/text/span.js";

function jobs(script: string) {
  return readScript(script).background.map(({ command, operator, detachers, ...job }) => ({
    command: sliceOf(script, command),
    operator: sliceOf(script, operator),
    detachers: detachers.map(({ span }) => sliceOf(script, span)),
    ...job,
  }));
}

/** What is left when the job's operator and detachers are deleted. */
function foreground(script: string): string {
  const spans: Span[] = readScript(script).background.flatMap(({ operator, detachers }) => [
    operator,
    ...detachers.map(({ span }) => span),
  ]);
  return spans
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), script);
}

const plain = { last: true, waited: false, readsPid: false, nested: false };

describe("background jobs", () => {
  it("are a command and its operator", () => {
    expect(jobs("cd /x\nmake -j 2 > log 2>&1 &\n")).toEqual([
      { command: "make -j 2 > log 2>&1", operator: " &", detachers: [], ...plain },
    ]);
  });

  it.each([
    ["nohup make > log 2>&1 &", "make > log 2>&1"],
    ["sudo -u x nohup setsid -f make&", "sudo -u x make"],
    ["nohup  make & disown", "make"],
    ["nohup make &\ndisown $!\n", "make\n"],
    ["a && nohup b | setsid c &", "a && b | c"],
    ["nohup sh -c 'a; b' > /dev/null &", "sh -c 'a; b' > /dev/null"],
    ["nohup {{ x }} --y='{{ z }}' &", "{{ x }} --y='{{ z }}'"],
    ["cat <<E > f &\ntext &\nE\n", "cat <<E > f\ntext &\nE\n"],
  ])("`%s` comes to the foreground as `%s`", (script, expected) => {
    expect(foreground(script)).toBe(expected);
  });

  it("leave a nohup alone whose words have a redirection between them", () => {
    expect(jobs("nohup > log -- make &")[0]?.detachers).toEqual([]);
  });

  it("know whether the script goes on, waits and reads the process id", () => {
    expect(jobs("a & b")[0]).toMatchObject({ last: false });
    expect(jobs("a &\nwait")[0]).toMatchObject({ last: false, waited: true });
    expect(jobs("wait; a &")[0]).toMatchObject({ waited: false });
    expect(jobs('a & echo "$!" > pid')[0]).toMatchObject({ readsPid: true });
    expect(jobs("a & b & wait $!").map(({ last }) => last)).toEqual([false, false]);
  });

  it("know when they are nested, and that a subshell at the end ends the script", () => {
    expect(jobs("(a &)")[0]).toMatchObject({ nested: true, last: true });
    expect(jobs("for i in 1 2; do a & done")[0]).toMatchObject({ nested: true, last: false });
    expect(jobs("bash -c 'a & b'")[0]).toMatchObject({ command: "a", nested: true });
    expect(jobs("x=$(a &)")[0]).toMatchObject({ nested: true });
  });

  it("are no `&&`, `&>`, `2>&1` or quoted `&`", () => {
    expect(jobs("a && b 2>&1 >&2; c '&'; d \\& \"e &\" # f &\nwget 'x?a&b'; {{ g & h }}; i &> j")).toEqual(
      [],
    );
  });
});
