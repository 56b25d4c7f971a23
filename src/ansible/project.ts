import { readNames } from "../jinja/names.js";
import { parseTemplate } from "../jinja/template.js";
import { parseYaml, type YamlProblem } from "../yaml/parse.js";
import type { AnsibleFile } from "./model.js";
import { roleFolder } from "./paths.js";
import { readAnsible } from "./read.js";
import { definitionsIn, readsIn, type VariableFacts } from "./variables.js";

/** Where a project's texts come from. Paths are as AnsibleFile.path names them. */
export interface FileSource {
  /** The YAML files among the given paths that hold `async` or `poll:`, in a fixed order. */
  readonly candidates: readonly string[];
  /** A file's text; undefined when there is none to be had. May be asked for files outside the given paths. */
  read(path: string): string | undefined;
  /** For each name the files among the given paths, YAML or not, that hold it. */
  mentioning(names: readonly string[]): ReadonlyMap<string, readonly string[]>;
  /** The names in a folder; empty when it can't be read. */
  list(folder: string): readonly string[];
  /** Whether a file or folder that is not there may be written. */
  mayCreate(path: string): boolean;
}

/** What became of reading a file. */
export type Read =
  | { readonly ok: true; readonly file: AnsibleFile }
  | { readonly ok: false; readonly problem: YamlProblem };

const YAML_NAME = /\.ya?ml$/;
/** The keywords of a task whose templates may name variables that decide about time. */
const TIMING_KEYWORDS = ["async", "poll", "retries", "delay"] as const;

/**
 * The unit that is read, changed, verified and written: the given paths, read as far as needed. Holds the
 * texts as earlier transforms left them.
 */
export class Project {
  #files: readonly AnsibleFile[] | undefined;
  readonly #texts = new Map<string, string>();
  readonly #read = new Map<string, { readonly text: string; readonly result: Read }>();
  readonly #mentions = new Map<string, readonly string[]>();

  constructor(readonly source: FileSource) {}

  /** The candidates that can be read as YAML; the same array until a file is replaced. */
  files(): readonly AnsibleFile[] {
    this.#files ??= this.source.candidates.flatMap((path) => this.file(path) ?? []);
    return this.#files;
  }

  /** The file as it is now, by path; undefined when it can't be read or parsed. */
  file(path: string): AnsibleFile | undefined {
    const result = this.read(path);
    return result?.ok === true ? result.file : undefined;
  }

  read(path: string): Read | undefined {
    const text = this.text(path);
    if (text === undefined) return undefined;
    const known = this.#read.get(path);
    if (known?.text === text) return known.result;
    const parsed = parseYaml(text);
    const result: Read = parsed.ok ? { ok: true, file: readAnsible(path, parsed.file) } : parsed;
    this.#read.set(path, { text, result });
    return result;
  }

  text(path: string): string | undefined {
    return this.#texts.get(path) ?? this.source.read(path);
  }

  /** Puts a new text in a file's place, for the transforms that come after. */
  replace(path: string, text: string): void {
    this.#texts.set(path, text);
    this.#files = undefined;
  }

  /**
   * Where a variable is set and where it is read, among the given paths and in the role of `file`.
   * Prose (Markdown and the like) is not looked at.
   */
  variable(name: string, file: AnsibleFile): VariableFacts {
    const given = this.#filesMentioning(name);
    const beside = this.#roleVariableFiles(file).filter((path) => !given.includes(path));
    const facts = { definitions: [], reads: [] } as {
      definitions: VariableFacts["definitions"][number][];
      reads: VariableFacts["reads"][number][];
    };
    for (const path of [...given, ...beside]) {
      const read = YAML_NAME.test(path) ? this.file(path) : undefined;
      if (read === undefined) {
        if (this.text(path)?.includes(name) === true)
          facts.reads.push({ path, line: undefined, scalar: undefined });
        continue;
      }
      facts.definitions.push(
        ...definitionsIn(read, name).map((found) => ({ ...found, given: given.includes(path) })),
      );
      facts.reads.push(...readsIn(read, name));
    }
    return facts;
  }

  #filesMentioning(name: string): readonly string[] {
    if (!this.#mentions.has(name)) {
      const names = [...new Set([name, ...this.#timingNames()])].filter((each) => !this.#mentions.has(each));
      const found = this.source.mentioning(names);
      for (const each of names) this.#mentions.set(each, found.get(each) ?? []);
    }
    return this.#mentions.get(name) ?? [];
  }

  /** Every variable that a timing template of a candidate holds: looked up in one pass over the given paths. */
  #timingNames(): readonly string[] {
    const names = new Set<string>();
    for (const file of this.files()) {
      for (const task of file.tasks()) {
        for (const key of TIMING_KEYWORDS) {
          const text = task.text(key);
          if (text?.includes("{{") === true)
            for (const { root } of readNames(parseTemplate(text))) names.add(root);
        }
      }
    }
    return [...names];
  }

  #roleVariableFiles(file: AnsibleFile): readonly string[] {
    const role = roleFolder(file.path);
    if (role === undefined) return [];
    const prefix = role === "" ? "" : `${role}/`;
    return ["defaults", "vars"].flatMap((part) => this.#yamlBelow(`${prefix}${part}`));
  }

  #yamlBelow(folder: string): readonly string[] {
    return this.source.list(folder).flatMap((name) => {
      const path = `${folder}/${name}`;
      if (YAML_NAME.test(name)) return [path];
      return name === "main"
        ? this.source
            .list(path)
            .filter((each) => YAML_NAME.test(each))
            .map((each) => `${path}/${each}`)
        : [];
    });
  }
}
