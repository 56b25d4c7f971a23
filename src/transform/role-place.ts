import type { AnsibleFile } from "../ansible/model.js";
import { roleFolder } from "../ansible/paths.js";
import type { Project } from "../ansible/project.js";
import { ASYNC_ROLE, ASYNC_ROLE_FILES } from "./async-role.js";
import { CannotEdit } from "./change.js";
import type { NewFile } from "./types.js";

/** What Ansible runs and checks: where one of these differs, it is another role of the same name. */
const DECIDING: ReadonlySet<string> = new Set([
  "tasks/main.yml",
  "defaults/main.yml",
  "meta/argument_specs.yml",
]);

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function parent(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** The folder of roles that serves a file outside of roles: the nearest `roles` upwards, else one beside it. */
function rolesAbove(path: string, project: Project): string {
  const own = parent(path);
  for (let folder = own; ; folder = parent(folder)) {
    if (project.source.list(folder === "" ? "." : folder).includes("roles")) return join(folder, "roles");
    if (folder === "" || folder === ".." || folder.endsWith("/..")) break;
  }
  // Task files that a playbook includes are often in a folder of their own below it.
  return join(/(?:^|\/)tasks$/.test(own) ? parent(own) : own, "roles");
}

/** Is the folder a role's, and not one that merely holds `tasks`, as a playbook's may? */
function isRole(folder: string, project: Project): boolean {
  const main = project.source.list(join(folder, "tasks"));
  return main.includes("main.yml") || main.includes("main.yaml") || /(?:^|\/)roles$/.test(parent(folder));
}

/**
 * The folder of the async_task role for a file's tasks. Ansible looks for roles in `roles` beside the playbook
 * and in roles_path (playbook/role/definition.py): a role that is used was found there, so its neighbour is too.
 *
 * @param rolePath `--role-path`: the folder of roles to use instead
 * @throws CannotEdit for a role that is a repository of its own: nobody knows what is beside it
 */
export function asyncRoleFolder(file: AnsibleFile, project: Project, rolePath: string | undefined): string {
  if (rolePath !== undefined) return join(rolePath, ASYNC_ROLE);
  const role = roleFolder(file.path);
  if (role === undefined || !isRole(role, project)) return join(rolesAbove(file.path, project), ASYNC_ROLE);
  if (role === "")
    throw new CannotEdit("its role is the working directory: name the folder of roles with --role-path");
  return join(parent(role), ASYNC_ROLE);
}

/** Git may have given the files other line endings. */
function sameText(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n") === b.replaceAll("\r\n", "\n");
}

/**
 * The files of the role that have to be written; none where it is there already.
 *
 * @throws CannotEdit where there is another role of this name, or none can be written
 */
export function missingRoleFiles(folder: string, project: Project): readonly NewFile[] {
  const files = ASYNC_ROLE_FILES.map(({ path, text }) => ({ path: `${folder}/${path}`, name: path, text }));
  const there = project.source.list(folder).length > 0;
  if (!there) {
    if (!project.source.mayCreate(folder))
      throw new CannotEdit(
        `${folder} can't be written, as it is outside the given paths: give the folder of both, or another one with --role-path`,
      );
    return files.map(({ path, text }) => ({ path, text }));
  }
  for (const { path, name, text } of files) {
    if (!DECIDING.has(name)) continue;
    const found = project.source.read(path);
    if (found === undefined || !sameText(found, text))
      throw new CannotEdit(
        `${folder} is there and differs from the role that is called (${name}); it is not overwritten: remove it, or name another folder with --role-path`,
      );
  }
  return [];
}
