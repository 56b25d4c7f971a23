import { readAnsible } from "../../src/ansible/read.js";
import type { AnsibleFile, Task } from "../../src/index.js";
import { parseYaml } from "../../src/yaml/parse.js";

/** The model of a text. */
export function readText(text: string, path = "tasks/main.yml"): AnsibleFile {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return readAnsible(path, parsed.file);
}

/** The one task of a text: its lines, without the list around it. */
export function readTask(lines: string, path?: string): Task {
  const text = `- ${lines.replaceAll("\n", "\n  ")}\n`;
  const [task] = readText(text, path).tasks();
  if (task === undefined) throw new Error("no task");
  return task;
}
