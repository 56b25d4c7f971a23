import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { asyncFix, folderOf, text } from "./command.js";

const DEMO = fileURLToPath(new URL("../../fixtures/demo", import.meta.url));

function copyOfDemo(): string {
  const cwd = folderOf();
  cpSync(DEMO, cwd, { recursive: true });
  return cwd;
}

function textsIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ name, parentPath }) => [
      join(parentPath, name).slice(folder.length),
      readFileSync(join(parentPath, name), "utf8"),
    ]),
  );
}

describe("the demo", () => {
  it("has the mission's case: a migration with async 120 and poll 2 gets 3600 and 30", () => {
    const cwd = copyOfDemo();
    const before = text(cwd, "roles/database/tasks/main.yml");
    const { status } = asyncFix(["-t", "raise-async", "-t", "normalize-poll", "."], { cwd });
    const [migration, ...others] = text(cwd, "roles/database/tasks/main.yml").split("\n\n");
    expect(migration).toBe(
      before.split("\n\n")[0]?.replace("async: 120 ", "async: 3600 ").replace("poll: 2", "poll: 30"),
    );
    expect(others).toHaveLength(3);
    expect(status).toBe(0);
  });

  it("is fixed once and for all", () => {
    const cwd = copyOfDemo();
    expect(asyncFix(["."], { cwd })).toMatchObject({ status: 0, err: expect.stringMatching(/ 0 errors$/m) });
    const fixed = textsIn(cwd);
    expect(fixed).not.toEqual(textsIn(DEMO));
    expect(asyncFix(["--check", "."], { cwd })).toMatchObject({ status: 0, out: "" });
    asyncFix(["."], { cwd });
    expect(textsIn(cwd)).toEqual(fixed);
  });

  it("keeps what it asks to keep", () => {
    const cwd = copyOfDemo();
    asyncFix(["."], { cwd });
    expect(text(cwd, "roles/system/tasks/main.yml")).toContain("async: 60 # async-fix: ignore\n  poll: 5\n");
    expect(text(cwd, "roles/system/handlers/main.yml")).toBe(
      readFileSync(join(DEMO, "roles/system/handlers/main.yml"), "utf8"),
    );
  });
});
