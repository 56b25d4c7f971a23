import type { Transform } from "../transform/types.js";

/** Set at the end of every commit of the bot's; see trailerOf. */
export const TRAILER = "Async-fix";

/** Of a file's name, what may stand in a commit's message: nothing that a forge makes a link, a mention or a closing word of. */
const PLAIN_PATH = /^[A-Za-z_.][A-Za-z0-9_./-]{0,199}$/;
const FILES_NAMED = 20;

export interface CommitContent {
  readonly transform: Pick<Transform, "id" | "title">;
  /** How many tasks it fixed. */
  readonly tasks: number;
  /** Repository paths. */
  readonly files: readonly string[];
  /** Why the transform does what it does: a paragraph of its documentation. */
  readonly why: string;
  /** The tree that the commit has. */
  readonly tree: string;
}

/**
 * A commit's message: what, how many tasks, why, where. Nothing of it comes from a playbook, and of file names
 * only plain ones are taken: forges read messages for mentions and for words that close issues.
 */
export function commitMessage({ transform, tasks, files, why, tree }: CommitContent): string {
  const where = `${tasks} task${tasks === 1 ? "" : "s"}`;
  const named = files.filter((path) => PLAIN_PATH.test(path)).slice(0, FILES_NAMED);
  const rest = files.length - named.length;
  const list = named.map((path) => `- ${path}\n`).join("") + (rest > 0 ? `- and ${rest} more\n` : "");
  return [
    `Apply ${transform.id} to ${where}\n`,
    `${wrapped(sentence(transform.title))}\n`,
    ...(why === "" ? [] : [`${wrapped(why)}\n`]),
    list,
    `${TRAILER}: ${transform.id} ${tree}\n`,
  ].join("\n");
}

/** What a trailer says, as git gives it: the tree that the bot gave to the commit. */
export function treeOfTrailer(value: string): string | undefined {
  return /^\S+ ([0-9a-f]{40,64})$/.exec(value.trim())?.[1];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Lines of at most 72 characters, as git's own documentation asks for; longer words stay whole. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > 72) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
