import type { YamlFile } from "../yaml/tree.js";
import {
  isMap,
  isSeq,
  keyText,
  type YamlDocument,
  type YamlItem,
  type YamlMap,
  type YamlNode,
  type YamlSeq,
} from "../yaml/tree.js";
import { BUILTIN_MODULES } from "./builtin-modules.js";
import { DirectiveIndex } from "./directives.js";
import { BLOCK_LISTS, isTaskKeyword, PLAY_LISTS, PLAY_MARKS } from "./keywords.js";
import { AnsibleFile, Block, type FileKind, followAlias, Play, Task, type TaskList } from "./model.js";
import { isDataPath, isHandlersPath, isTasksPath } from "./paths.js";

/** Reads the plays, blocks and tasks out of one parsed file. */
class Reader {
  readonly lists: TaskList[] = [];

  constructor(
    readonly file: AnsibleFile,
    readonly document: YamlDocument,
  ) {}

  plays(root: YamlSeq): Play[] {
    return root.items.flatMap((item) => {
      const map = followAlias(item.value, this.document);
      if (!isMap(map)) return [];
      const play = new Play(this.file, this.document, map, item);
      play.lists = PLAY_LISTS.flatMap((role) => this.listAt(play, role) ?? []);
      return [play];
    });
  }

  /** The task list under a key. One that is an alias is read where its anchor is, not twice. */
  listAt(holder: Play | Block, role: TaskList["role"]): TaskList | undefined {
    const keyword = holder.keyword(role);
    if (keyword === undefined || keyword.origin !== "own" || !isSeq(keyword.value)) return undefined;
    return this.list(keyword.value, role, holder);
  }

  list(seq: YamlSeq, role: TaskList["role"], parent: Play | Block | undefined): TaskList {
    const items: (Task | Block)[] = [];
    const list: TaskList = { role, seq, document: this.document, file: this.file, parent, items };
    this.lists.push(list);
    seq.items.forEach((item, index) => {
      const read = this.item(item, list, index);
      if (read !== undefined) items.push(read);
    });
    return list;
  }

  private item(item: YamlItem, list: TaskList, index: number): Task | Block | undefined {
    const map = item.value;
    if (!isMap(map)) return undefined;
    if (map.entries.some((entry) => keyText(entry) === "block")) {
      const block = new Block(this.file, this.document, map, item, list, index);
      block.lists = BLOCK_LISTS.flatMap((role) => this.listAt(block, role) ?? []);
      return block;
    }
    return new Task(this.file, this.document, map, item, list, index);
  }
}

/** The one key of a map that is no task keyword. */
function actionKey(map: YamlMap): string | undefined {
  const keys = map.entries
    .map(keyText)
    .filter((key): key is string => key !== undefined && key !== "<<" && !isTaskKeyword(key));
  return keys.length === 1 ? keys[0] : undefined;
}

function isBlockMap(map: YamlMap): boolean {
  return map.entries.some((entry) => keyText(entry) === "block" && isSeq(entry.value));
}

/** Would Ansible's loader take this for a task, wherever it stands? */
function looksLikeTask(node: YamlNode): boolean {
  if (!isMap(node)) return false;
  if (isBlockMap(node)) return true;
  const key = actionKey(node);
  return (
    key !== undefined &&
    (key === "action" || key === "local_action" || BUILTIN_MODULES.has(key) || /^\w+\.\w+\.\w+/.test(key))
  );
}

/** A block, or a map with exactly one key that could name a module of any collection. */
function couldBeTask(node: YamlNode): boolean {
  return isMap(node) && (isBlockMap(node) || actionKey(node) !== undefined);
}

function isPlay(node: YamlNode): boolean {
  return isMap(node) && node.entries.some((entry) => PLAY_MARKS.has(keyText(entry) ?? ""));
}

/**
 * Lists of tasks inside data that is handed to Ansible later: `tasks:` and `…_tasks:` of a map, as in the
 * outputs of Heat templates. Every item has to look like a task.
 */
function* taskListsInData(node: YamlNode): Generator<YamlSeq> {
  if (isMap(node)) {
    for (const entry of node.entries) {
      const key = keyText(entry) ?? "";
      if (
        /(?:^|_)tasks$/.test(key) &&
        isSeq(entry.value) &&
        entry.value.items.length > 0 &&
        entry.value.items.every((item) => looksLikeTask(item.value))
      ) {
        yield entry.value;
      } else yield* taskListsInData(entry.value);
    }
  } else if (isSeq(node)) for (const item of node.items) yield* taskListsInData(item.value);
}

function kindOf(path: string, root: YamlSeq): FileKind {
  const items = root.items.map((item) => item.value);
  if (items.some(isPlay)) return "playbook";
  if (isDataPath(path)) return "data";
  if (isHandlersPath(path)) return "handlers";
  if (isTasksPath(path)) return "tasks";
  return items.length > 0 && items.every(couldBeTask) && items.some(looksLikeTask) ? "tasks" : "data";
}

/** The first of two kinds that says more: a file of several documents is what its first telling one is. */
function stronger(a: FileKind, b: FileKind): FileKind {
  return a === "data" ? b : a;
}

/**
 * The Ansible model of a parsed file.
 *
 * @param path relative to the working directory, with `/`: folders like `tasks`, `handlers` and `vars` tell what a list is
 */
export function readAnsible(path: string, yaml: YamlFile): AnsibleFile {
  const directives = new DirectiveIndex(yaml);
  const file = new AnsibleFile(path, yaml, (task) => directives.for(task), directives.ignoreFile);
  const lists: TaskList[] = [];
  const plays: Play[] = [];
  for (const document of yaml.documents) {
    const { root } = document;
    const reader = new Reader(file, document);
    if (isSeq(root)) {
      const kind = kindOf(path, root);
      file.kind = stronger(file.kind, kind);
      if (kind === "playbook") plays.push(...reader.plays(root));
      else if (kind !== "data") reader.list(root, "file", undefined);
    } else if (isMap(root) && !isDataPath(path)) {
      for (const seq of taskListsInData(root)) reader.list(seq, "other", undefined);
    }
    lists.push(...reader.lists);
  }
  file.plays = plays;
  file.lists = lists;
  return file;
}
