import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIgnored, parseGitignore } from "../../src/io/gitignore.js";
import { temporaryFolder } from "./folder.js";

/** As the walk does it: nothing is looked for inside a folder that is ignored. */
function ignores(gitignore: string, path: string): boolean {
  const layer = { folder: "/r/", rules: parseGitignore(gitignore), outer: undefined };
  const parts = path.split("/");
  return parts.some((name, at) => {
    const isFolder = at < parts.length - 1;
    return isIgnored(layer, `/r/${parts.slice(0, at + 1).join("/")}`, name, isFolder);
  });
}

describe(".gitignore", () => {
  it.each([
    ["*.yml", "a/b.yml", true],
    ["/b.yml", "a/b.yml", false],
    ["a/b.yml", "x/a/b.yml", false],
    ["build/", "build", false],
    ["build/", "x/build/main.yml", true],
    ["a/**/c", "a/c", true],
    ["a/**/c", "a/b/b/c", true],
    ["**/c", "a/b/c", true],
    ["a/**", "a", false],
    ["a/**", "a/b", true],
    ["*.yml\n!keep.yml", "keep.yml", false],
    ["dir/\n!dir/keep.yml", "dir/keep.yml", true],
    ["# a.yml", "# a.yml", false],
    ["\\#a.yml", "#a.yml", true],
    ["\\!a.yml", "!a.yml", true],
    ["a.yml   ", "a.yml", true],
    ["a\\ ", "a ", true],
    ["a.yml\r\nb.yml\r\n", "a.yml", true],
    ["\uFEFFa.yml", "a.yml", true],
    ["/*\n!/roles", "roles/x.yml", false],
    ["a/*/c", "a/b/x/c", false],
  ])("%j ignores %s: %s", (gitignore, path, expected) => {
    expect(ignores(gitignore, path)).toBe(expected);
  });

  it("agrees with git check-ignore", () => {
    const folder = temporaryFolder();
    execFileSync("git", ["init", "-q", folder]);
    // No `b**/…`: git cuts the literal start off first (dir.c, match_pathname) and then reads the rest as if
    // `**` began the pattern, so that `b**/**` ignores `ba`. gitignore(5) says that it is a single `*`.
    const part = fc.stringMatching(/^\*?[ab?]{1,2}\*?$/);
    const piece = fc.oneof(part, fc.constantFrom("**", "[ab]", "[!a]"));
    const line = fc
      .tuple(
        fc.constantFrom("", "!", "/"),
        fc.array(piece, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "/"),
      )
      .map(([before, pieces, after]) => before + pieces.join("/") + after);
    const path = fc.array(fc.constantFrom("a", "b", "ab", "ba"), { minLength: 1, maxLength: 4 });
    const paths = fc.array(
      path.map((parts) => parts.join("/")),
      { minLength: 20, maxLength: 20 },
    );
    const check = ["-C", folder, "check-ignore", "--no-index", "--stdin", "-z"];
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), paths, (lines, asked) => {
        // None of them exists: git takes a path's last part for a file, the others for folders.
        const files = [...new Set(asked)];
        const text = lines.join("\n");
        writeFileSync(`${folder}/.gitignore`, text);
        let listed = "";
        try {
          listed = execFileSync("git", check, { input: files.join("\0"), encoding: "utf8" });
        } catch (error) {
          // 1: none of them is ignored.
          if (!(error instanceof Error && "status" in error && error.status === 1)) throw error;
        }
        expect(files.filter((name) => ignores(text, name))).toEqual(listed.split("\0").filter(Boolean));
      }),
      { numRuns: 40 },
    );
  });
});
