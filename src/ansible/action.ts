import { isMap, isScalar, keyText, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/tree.js";
import { readFreeForm } from "./arguments.js";
import { isBuiltin, shortName } from "./builtin-modules.js";
import { isTaskKeyword } from "./keywords.js";

/** How a task names its module. */
export type ActionForm = "module" | "action" | "local_action";

/** What a task runs. */
export interface Action {
  /** The module as written: `shell`, `ansible.builtin.shell`; a template for `action: "{{ x }}"`. */
  readonly module: string;
  /** The last part of the name, the key of all tables. */
  readonly short: string;
  readonly form: ActionForm;
  /** The task's entry that names the module. */
  readonly entry: YamlEntry;
  /** The mapping of arguments, for a module that is given one. */
  readonly map: YamlMap | undefined;
  /** The free form (`shell: echo hi`), options like `chdir=` taken out. */
  readonly freeForm: string | undefined;
  /** The scalar that holds the free form, for edits. */
  readonly freeFormNode: YamlNode | undefined;
  /** Arguments that are plain scalars, by name, from the mapping, key=value words and `args:` alike. */
  readonly options: ReadonlyMap<string, string>;
}

/** Modules whose argument is a command (plugins/action and modules of ansible-core; parsing/mod_args.py FREEFORM_ACTIONS). */
const FREE_FORM: ReadonlySet<string> = new Set([
  "command",
  "shell",
  "win_command",
  "win_shell",
  "raw",
  "script",
  "expect",
]);

/** Arguments of command and shell that hold the command itself. */
export const COMMAND_ARGUMENTS = ["cmd", "_raw_params", "argv", "free_form"] as const;

function scalarOptions(map: YamlMap | undefined): [string, string][] {
  return (map?.entries ?? []).flatMap((entry): [string, string][] => {
    const key = keyText(entry);
    return key !== undefined && isScalar(entry.value) ? [[key, entry.value.text]] : [];
  });
}

function builtFrom(
  module: string,
  form: ActionForm,
  entry: YamlEntry,
  value: YamlNode,
  text: string | undefined,
  args: YamlMap | undefined,
): Action {
  const short = shortName(module);
  const map = isMap(value) ? value : undefined;
  const split = text === undefined ? undefined : readFreeForm(text, FREE_FORM.has(short));
  const options = new Map([...scalarOptions(args), ...(split?.options ?? []), ...scalarOptions(map)]);
  const freeForm = split?.text === "" ? undefined : split?.text;
  return {
    module,
    short,
    form,
    entry,
    map,
    freeForm,
    freeFormNode: freeForm === undefined ? undefined : value,
    options,
  };
}

/** `action:` and `local_action:` name the module inside: `action: shell echo hi` or `action: {module: shell, …}`. */
function namedInside(
  form: "action" | "local_action",
  entry: YamlEntry,
  value: YamlNode,
  args: YamlMap | undefined,
): Action | undefined {
  if (isMap(value)) {
    const module = scalarOptions(value).find(([key]) => key === "module")?.[1];
    return module === undefined ? undefined : builtFrom(module, form, entry, value, undefined, args);
  }
  if (!isScalar(value)) return undefined;
  const text = value.text.trim();
  const template = /^\{\{.*\}\}$/s.test(text);
  const module = template ? text : (/^\S+/.exec(text)?.[0] ?? "");
  return module === "" ? undefined : builtFrom(module, form, entry, value, text.slice(module.length), args);
}

/**
 * @param entries the task's effective entries (merge keys followed), with the values behind aliases
 * @returns undefined when there is no action, or when more than one key could be it: then it is no task
 */
export function readAction(
  entries: readonly { readonly key: string; readonly entry: YamlEntry; readonly value: YamlNode }[],
): Action | undefined {
  const args = entries.find(({ key, value }) => key === "args" && isMap(value))?.value;
  const argsMap = isMap(args) ? args : undefined;
  const candidates = entries.filter(({ key }) => !isTaskKeyword(key));
  const [first, second] = candidates;
  if (first === undefined || second !== undefined) return undefined;
  const { key, entry, value } = first;
  if (key === "action" || key === "local_action") return namedInside(key, entry, value, argsMap);
  const text = isScalar(value) && value.value !== null ? value.text : undefined;
  return builtFrom(key, "module", entry, value, text, argsMap);
}

/** Is the action this module of ansible-core? */
export function runs(action: Action | undefined, name: string): boolean {
  return action !== undefined && isBuiltin(action.module, name);
}
