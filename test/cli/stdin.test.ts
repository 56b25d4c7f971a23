import { describe, expect, it } from "vitest";
import { asyncFix, DUMP, expectFailure, FIXED, folderOf, put } from "./command.js";

function through(input: string | Uint8Array, ...options: readonly string[]): ReturnType<typeof asyncFix> {
  return asyncFix([...options, "-"], { cwd: folderOf(), input });
}

describe("-", () => {
  it("gives the fixed text on standard output, the tally on standard error", () => {
    const { status, out, err } = through(DUMP);
    expect([status, out]).toEqual([0, FIXED]);
    expect(err).toMatch(/^1 file scanned, 1 changed, 1 async task, 2 fixed/);
  });

  it.each([
    ["what needs nothing", FIXED],
    ["what has no async", "- debug:\n"],
    ["nothing", ""],
    ["no YAML", "a: [\n"],
    ["CRLF and a byte order mark", `\ufeff${FIXED.replaceAll("\n", "\r\n")}`],
    ["an ignored file", `# async-fix: ignore-file\n${DUMP}`],
  ])("gives %s back as it came", (_, input) => {
    expect(through(input)).toMatchObject({ status: 0, out: input });
  });

  it("gives broken YAML with async back as it came, with an error", () => {
    const input = "- command: [x\n  async: 60\n";
    const ended = through(input);
    expectFailure(ended, /^error: stdin\.yml:\d: not YAML: /);
    expect(ended.out).toBe(input);
  });

  it("gives what is not UTF-8 back as it came, with an error", () => {
    const ended = through(Buffer.from("- command: caf\xe9\n  async: 60\n", "latin1"));
    expectFailure(ended, "stdin.yml: is not UTF-8; convert it");
    expect(ended.out).toBe("- command: caf\ufffd\n  async: 60\n");
  });

  it("--stdin-filename names it: for messages and for what it is", () => {
    const { out } = through(DUMP, "-d", "--stdin-filename", "roles/x/tasks/main.yml");
    expect(out).toContain("--- a/roles/x/tasks/main.yml\n");
    expect(through(DUMP, "--stdin-filename", "roles/x/vars/main.yml").out).toBe(DUMP);
  });

  it.each([["-d"], ["--check"]])("%s gives the diff instead", (option) => {
    const { status, out } = through(DUMP, option);
    expect(out).toContain("+  async: 3600\n");
    expect(out).toContain("--- a/stdin.yml\n");
    expect(status).toBe(option === "--check" ? 1 : 0);
  });

  it("--format json gives the report instead", () => {
    const { out } = through(DUMP, "--format", "json");
    expect(JSON.parse(out)).toMatchObject({ summary: { changed: 1 }, files: [{ path: "stdin.yml" }] });
  });

  it("-q and -v, and warnings, are as for files", () => {
    const own = "- name: own\n  command: ./own\n  async: 60 # async-fix: ingore\n";
    expect(through(DUMP, "-q").err).toBe("");
    expect(through(own, "-v").err).toContain("refused: stdin.yml:3: raise-async: own: ");
    expect(through(own).err).toContain('warning: stdin.yml:3: "# async-fix: ingore" is not known');
  });

  it("goes by the config", () => {
    const cwd = folderOf({ ".async-fix.yml": "expected: 2h\n" });
    expect(asyncFix(["-"], { cwd, input: DUMP }).out).toContain("async: 21600\n");
    put(cwd, ".async-fix.yml", "expected: soon\n");
    expectFailure(asyncFix(["-"], { cwd, input: DUMP }), /^error: \.async-fix\.yml: expected /);
  });
});
