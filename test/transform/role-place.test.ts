import { describe, expect, it } from "vitest";
import { type FileSource, Project } from "../../src/index.js";
import { ASYNC_ROLE_FILES } from "../../src/transform/async-role.js";
import { CannotEdit } from "../../src/transform/change.js";
import { asyncRoleFolder, missingRoleFiles } from "../../src/transform/role-place.js";
import { memorySource } from "../support/memory-source.js";

const TASKS = "- ansible.builtin.command: make\n  async: 60\n";
const PLAY = "- hosts: all\n  tasks:\n    - ansible.builtin.command: make\n      async: 60\n";

function folderFor(path: string, files: Readonly<Record<string, string>>, rolePath?: string): string {
  const project = new Project(memorySource(files));
  const file = project.file(path);
  if (file === undefined) throw new Error(`no ${path}`);
  return asyncRoleFolder(file, project, rolePath);
}

function roleIn(folder: string, change: (path: string, text: string) => string): Record<string, string> {
  return Object.fromEntries(
    ASYNC_ROLE_FILES.map(({ path, text }) => [`${folder}/${path}`, change(path, text)] as const),
  );
}

describe("where the async_task role goes", () => {
  it("stands beside the role whose task calls it", () => {
    expect(folderFor("ansible/roles/app/tasks/main.yml", { "ansible/roles/app/tasks/main.yml": TASKS })).toBe(
      "ansible/roles/async_task",
    );
  });

  it("stands beside a role whatever the folder of roles is called", () => {
    const files = { "roles-infra/app/tasks/main.yml": TASKS, "roles-infra/app/tasks/more.yml": TASKS };
    expect(folderFor("roles-infra/app/tasks/more.yml", files)).toBe("roles-infra/async_task");
  });

  it("goes into the nearest roles folder upwards, for playbooks and their task files", () => {
    const files = {
      "playbooks/deep/site.yml": PLAY,
      "playbooks/tasks/build.yml": TASKS,
      "roles/web/tasks/main.yml": TASKS,
    };
    expect(folderFor("playbooks/deep/site.yml", files)).toBe("roles/async_task");
    expect(folderFor("playbooks/tasks/build.yml", files)).toBe("roles/async_task");
  });

  it("goes beside the playbook where there are no roles yet", () => {
    expect(folderFor("plays/site.yml", { "plays/site.yml": PLAY })).toBe("plays/roles/async_task");
    expect(folderFor("site.yml", { "site.yml": PLAY })).toBe("roles/async_task");
  });

  it("refuses a role that is the working directory: what is beside it is not known", () => {
    expect(() => folderFor("tasks/main.yml", { "tasks/main.yml": TASKS })).toThrow(CannotEdit);
  });

  it("goes where --role-path says", () => {
    expect(folderFor("site.yml", { "site.yml": PLAY, "roles/a/tasks/main.yml": TASKS }, "shared")).toBe(
      "shared/async_task",
    );
  });
});

describe("what of the role has to be written", () => {
  it("is all of it where there is none", () => {
    const created = missingRoleFiles("roles/async_task", new Project(memorySource({})));
    expect(created.map(({ path }) => path)).toContain("roles/async_task/meta/argument_specs.yml");
    expect(created).toHaveLength(ASYNC_ROLE_FILES.length);
  });

  it("is nothing where it is there, with other line endings or another README", () => {
    const there = roleIn("roles/async_task", (path, text) =>
      path === "README.md" ? "ours" : text.replaceAll("\n", "\r\n"),
    );
    expect(missingRoleFiles("roles/async_task", new Project(memorySource(there)))).toEqual([]);
  });

  it.each(["tasks/main.yml", "defaults/main.yml", "meta/argument_specs.yml"])(
    "refuses where %s differs",
    (name) => {
      const there = roleIn("roles/async_task", (path, text) => (path === name ? `${text}# ours\n` : text));
      const project = new Project(memorySource(there));
      expect(() => missingRoleFiles("roles/async_task", project)).toThrow(name);
    },
  );

  it("refuses where it may not be written", () => {
    const source: FileSource = { ...memorySource({}), mayCreate: () => false };
    expect(() => missingRoleFiles("roles/async_task", new Project(source))).toThrow("--role-path");
  });
});
