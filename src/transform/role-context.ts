import type { Task } from "../ansible/model.js";
import { roleFolder } from "../ansible/paths.js";
import type { Project } from "../ansible/project.js";
import { keyText, type YamlNode } from "../yaml/tree.js";
import { textsIn, variablesIn } from "./copied.js";

/** Variables that mean another role inside of an included one (vars/manager.py; playbook/role_include.py). */
const ABOUT_THE_ROLE: ReadonlySet<string> = new Set([
  "role_name",
  "role_path",
  "role_names",
  "ansible_role_name",
  "ansible_role_names",
  "ansible_play_role_names",
  "ansible_parent_role_names",
  "ansible_parent_role_paths",
  "ansible_collection_name",
  "ansible_search_path",
]);

/** The variables that a role defines in its own files, with their values. */
function roleVariables(task: Task, project: Project): ReadonlyMap<string, YamlNode> {
  const found = new Map<string, YamlNode>();
  const role = roleFolder(task.file.path);
  if (role === undefined) return found;
  for (const part of ["defaults", "vars"]) {
    const folder = role === "" ? part : `${role}/${part}`;
    for (const name of project.source.list(folder)) {
      if (!/\.ya?ml$/.test(name)) continue;
      for (const { root } of project.file(`${folder}/${name}`)?.yaml.documents ?? []) {
        if (root?.kind !== "map") continue;
        for (const entry of root.entries) found.set(keyText(entry) ?? "", entry.value);
      }
    }
  }
  return found;
}

/**
 * What a value reads that would be another thing inside of an included role: a variable about the role, behind
 * the role's own variables too, or a lookup, which searches that role's folders first. Values of an include are
 * evaluated where they are used (measured, ansible-core 2.14 to 2.19).
 *
 * @returns the name that is read; undefined where there is none
 */
export function boundToItsRole(
  values: readonly YamlNode[],
  task: Task,
  project: Project,
): string | undefined {
  const own = roleVariables(task, project);
  const seen = new Set<string>();
  const waiting = [...values];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ([...textsIn(node)].some((text) => /\b(?:lookup|query|q)\s*\(/.test(text))) return "a lookup";
    for (const name of variablesIn(node)) {
      if (ABOUT_THE_ROLE.has(name)) return name;
      const behind = own.get(name);
      if (behind === undefined || seen.has(name)) continue;
      seen.add(name);
      waiting.push(behind);
    }
  }
  return undefined;
}
