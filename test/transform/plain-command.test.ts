import { describe, expect, it } from "vitest";
import { isPlainCommand } from "../../src/transform/plain-command.js";

describe("a script that comes to the same without a shell", () => {
  it.each(["make -j4", `./run.sh --all "two words" 'x'`, "sudo /usr/bin/make install", "printenv A"])(
    "%s",
    (script) => {
      expect(isPlainCommand(script)).toBe(true);
    },
  );
});

describe("a script that needs its shell, or may", () => {
  it.each([
    "make; make install",
    "make | tee log",
    "make > log",
    "make &",
    "A=1 make",
    "cd /srv",
    "exec make",
    "echo a\\ b",
    'echo "$HOME"',
    "ls ~",
    `ls "~"`,
    "ls *.c",
    "cp {a,b} c",
    "make # all",
    "make {{ target }}",
    "{% if x %}make{% endif %}",
    "make\nmake install",
    "make 'open",
    "",
  ])("%j", (script) => {
    expect(isPlainCommand(script)).toBe(false);
  });
});
