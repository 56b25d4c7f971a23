import { describe, expect, it } from "vitest";
import { asyncFix, DUMP, expectFailure, folderOf, text } from "./command.js";

const HEAD = 'import { Change, type Transform } from "async-fix";\n';
/** A transform as CONTRIBUTING has it: every job gets a tag. */
const TAGS = `${HEAD}
const transform: Transform = {
  id: "tag-jobs",
  title: "async tasks are tagged",
  onByDefault: true,
  safety: "safe",
  *run(file) {
    for (const task of file.tasks().with("async").filter((each) => !each.has("tags"))) {
      const entry = task.keyword("async")?.entry;
      if (entry === undefined) continue;
      const fix = new Change().addKey(file, task.node, entry, "tags", ["async"]).fix("safe");
      yield { file, task, at: task.span, message: "tagged", safety: "safe", outcome: { fix } };
    }
  },
};
export default transform;
`;

describe("a transform of the user's own", () => {
  it.each([
    ["./my.ts", TAGS],
    ["my.mjs", TAGS.replace("type Transform", "Task").replace(": Transform", "").replace(", Task", "")],
    ["sub/dir/my.ts", TAGS],
  ])("runs from %s", (path, source) => {
    const cwd = folderOf({ "a.yml": DUMP, [path]: source });
    const { status, out } = asyncFix(["-t", path, "a.yml"], { cwd });
    expect(text(cwd, "a.yml")).toBe(DUMP.replace("async: 60\n", "async: 60\n  tags:\n    - async\n"));
    expect(out).toContain("# tag-jobs: a.yml:1: Dump: tagged\n");
    expect(status).toBe(0);
  });

  it("runs beside built-in ones, in the order asked for", () => {
    const cwd = folderOf({ "a.yml": DUMP, "my.ts": TAGS });
    expect(asyncFix(["-t", "raise-async", "-t", "./my.ts", "a.yml"], { cwd }).status).toBe(0);
    expect(text(cwd, "a.yml")).toContain("async: 3600\n  tags:");
  });

  it("can use the helpers that the built-in ones use", () => {
    const source = `import { raiseTiming, type Transform } from "async-fix";
export default {
  id: "day", title: "a day", onByDefault: true, safety: "safe",
  *run(file, project) {
    for (const task of file.tasks().with("async")) {
      const raised = raiseTiming({ task, key: "async", atLeast: 86400, needOf: () => undefined, project });
      if (raised.kind === "raised")
        yield { file, task, at: task.span, message: "a day", safety: "safe", outcome: { fix: raised.change.fix("safe") } };
    }
  },
} satisfies Transform;
`;
    const cwd = folderOf({ "a.yml": DUMP, "my.ts": source });
    expect(asyncFix(["-t", "./my.ts", "a.yml"], { cwd }).status).toBe(0);
    expect(text(cwd, "a.yml")).toContain("async: 86400\n");
  });

  it.each([
    ["a syntax error", "export default {", /^error: the transform file "\.\/my\.ts" can't be loaded: /],
    ["no default export", "export const x = 1;", /has no transform as its default export: \{id, title/],
    [
      "a default export of another kind",
      "export default { id: 1 };",
      /has no transform as its default export/,
    ],
    ["an import that is not there", 'import "nowhere"; export default {};', /can't be loaded: .*nowhere/],
    ["an error when loaded", 'throw new Error("boom\\nat x");', /can't be loaded: boom\\nat x$/],
  ])("with %s is one line", (_, source, line) => {
    const cwd = folderOf({ "a.yml": DUMP, "my.ts": source });
    expectFailure(asyncFix(["-t", "./my.ts", "a.yml"], { cwd }), line);
    expect(text(cwd, "a.yml")).toBe(DUMP);
  });

  it("that throws or lies spoils only its file", () => {
    const source = TAGS.replace(
      "const entry =",
      'if (file.path === "a.yml") throw new Error("boom");\n      const entry =',
    );
    const cwd = folderOf({ "a.yml": DUMP, "b.yml": DUMP, "my.ts": source });
    expectFailure(
      asyncFix(["-t", "./my.ts", "."], { cwd }),
      /^error: a\.yml: tag-jobs failed: boom; the file is left as it is/,
    );
    expect([text(cwd, "a.yml"), text(cwd, "b.yml").includes("tags:")]).toEqual([DUMP, true]);
  });
});
