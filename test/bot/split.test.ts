import { describe, expect, it } from "vitest";
import type { PlacedFile } from "../../src/bot/commits.js";
import { contentOf } from "../../src/bot/content.js";
import { perRole, slugOf } from "../../src/bot/split.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { runOn } from "../support/run.js";

const TASK = "- name: Dump\n  command: pg_dump app\n  async: 60\n";

function placed(files: Readonly<Record<string, string>>): readonly PlacedFile[] {
  return runOn(files, { transforms: [raiseAsync] }).files.map((result) => ({ path: result.path, result }));
}

describe("perRole", () => {
  it("keeps a role's files together, and what is in no role", () => {
    const files = placed({
      "roles/a/tasks/x.yml": TASK,
      "roles/a/handlers/y.yml": TASK,
      "p/roles/b/tasks/main.yml": TASK,
      "site.yml": TASK,
    });
    expect(perRole(files).map(({ scope, files: inside }) => [scope, inside.length])).toEqual([
      ["outside of roles", 1],
      ["p/roles/b", 1],
      ["roles/a", 2],
    ]);
  });

  it("puts together what one fix changes: a task in a role and its variable elsewhere", () => {
    const files = placed({
      "roles/a/tasks/main.yml": '- name: Dump\n  command: pg_dump app\n  async: "{{ how_long }}"\n',
      "group_vars/all.yml": "how_long: 60\n",
      "roles/b/tasks/main.yml": TASK,
    });
    const changed = files.filter(({ result }) => result.status === "changed");
    expect(changed.map(({ path }) => path).sort()).toEqual(["group_vars/all.yml", "roles/b/tasks/main.yml"]);
    const parts = perRole(files);
    expect(parts.map(({ scope }) => scope)).toEqual(["outside of roles", "roles/a", "roles/b"]);
  });
});

describe("slugOf", () => {
  it("leaves a plain name, and tells others apart by a number", () => {
    expect(slugOf("roles/db")).toBe("db");
    expect(slugOf("roles/d b")).toMatch(/^d-b-[0-9a-f]{8}$/);
    expect(slugOf("roles/d\nb")).not.toBe(slugOf("roles/d b"));
    expect(slugOf("-")).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe("contentOf", () => {
  it("is the same whatever else is in the files, and differs with any change proposed", () => {
    const one = contentOf(placed({ "a.yml": TASK }));
    expect(contentOf(placed({ "a.yml": `# more\n\n- name: Other\n  debug:\n${TASK}` }))).toBe(one);
    expect(contentOf(placed({ "a.yml": TASK.replace("60", "61") }))).not.toBe(one);
    expect(contentOf(placed({ "b.yml": TASK }))).not.toBe(one);
    expect(contentOf(placed({ "a.yml": "- name: async\n  debug:\n" }))).toBeUndefined();
  });
});
