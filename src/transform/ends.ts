import { taskScript } from "../ansible/commands.js";
import { FINITE_MODULES, FINITE_PROGRAMS } from "../ansible/finite.js";
import type { JobFlow } from "../ansible/job-flow.js";
import type { Task } from "../ansible/model.js";
import { classify, programCategory } from "../runtime/classify.js";
import { expectedRuntime } from "../runtime/expected.js";
import type { RuntimeKnowledge } from "../runtime/knowledge.js";
import type { Script, ShellCommand } from "../shell/types.js";

/** Says that the task's job ends by itself, or why that can't be told. */
export type Ending =
  | { readonly ends: true; readonly because: string }
  | { readonly ends: false; readonly why: string };

function endsProgram(command: ShellCommand, knowledge: RuntimeKnowledge): boolean {
  if (programCategory(command, knowledge.programs) !== undefined) return true;
  return FINITE_PROGRAMS.some(
    ({ program, when, unless }) =>
      program === command.program &&
      (when === undefined || when.some((word) => command.args.includes(word))) &&
      (unless === undefined || !unless.some((word) => command.args.includes(word))),
  );
}

function sleepsInLoop(script: Script): boolean {
  return script.commands.some((command) => command.inLoop && command.program === "sleep");
}

function ofScript(script: Script, knowledge: RuntimeKnowledge): Ending {
  if (script.unsure) return { ends: false, why: "its script can't be read for sure" };
  if (script.endless !== undefined) return { ends: false, why: "it runs until it is stopped" };
  if (sleepsInLoop(script))
    return { ends: false, why: "it sleeps in a loop: it may be meant to outlive the play" };
  const commands = script.commands.filter(
    (command) => command.words.length > 0 && !script.functions.includes(command.program),
  );
  const unknown = commands.find((command) => !endsProgram(command, knowledge));
  if (unknown !== undefined) {
    const name = unknown.program === "" ? "a program that a template names" : unknown.program;
    return { ends: false, why: `nothing tells whether ${name} ends by itself` };
  }
  const working = commands.find((command) => programCategory(command, knowledge.programs) !== "neutral");
  return working === undefined
    ? { ends: false, why: "its commands do no work that is worth a check" }
    : { ends: true, because: `${working.program} ends by itself` };
}

/**
 * Does the job end by itself, so that it may be waited for? Decided by evidence: its own comment, the module,
 * the programs it runs, and a register that nobody reads, which shows that the author meant to look.
 */
export function endsByItself(task: Task, flow: JobFlow | undefined, knowledge: RuntimeKnowledge): Ending {
  if (task.directives.some((directive) => directive.kind === "verify"))
    return { ends: true, because: "its comment says so" };
  const stated = expectedRuntime(task, knowledge);
  if (stated.known && (stated.by === "comment" || stated.by === "rule"))
    return { ends: true, because: stated.says };
  const written = taskScript(task);
  if (written !== undefined) return ofScript(written.script, knowledge);
  const { action } = task;
  if (action === undefined) return { ends: false, why: "it has no action" };
  if (classify(task, knowledge) !== undefined || FINITE_MODULES.has(action.short)) {
    return { ends: true, because: `the module ${action.short} ends by itself` };
  }
  const meant = flow !== undefined && flow.reads.length === 0 && action.module.includes(".");
  return meant
    ? { ends: true, because: `it registers ${flow.register}, which nothing reads` }
    : { ends: false, why: `nothing tells whether the module ${action.module} ends by itself` };
}
