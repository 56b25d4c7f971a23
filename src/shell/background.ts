import type { Statement, SyntaxNode } from "unbash";
import { type Span, span } from "../text/span.js";
import type { BackgroundJob, Detacher, ShellCommand } from "./types.js";
import { type Context, isDisown } from "./walk.js";

type Found = Omit<BackgroundJob, "waited" | "readsPid">;

/** Gathers the `cmd &` of a script, node by node. */
export class BackgroundFinder {
  readonly #source: string;
  readonly #jobs: Found[] = [];
  /** The `disown` behind a statement. */
  readonly #disowns = new Map<Statement, Statement>();
  #lastPid = -1;

  constructor(source: string) {
    this.#source = source;
  }

  visit(node: SyntaxNode, at: Context): void {
    if (node.type === "Script" || node.type === "CompoundList") this.#rememberDisowns(node.commands);
    if (readsLastPid(node)) this.#lastPid = Math.max(this.#lastPid, at.text.spanOf(node.pos, node.end).start);
    if (node.type === "Statement" && node.background) this.#add(node, at);
  }

  /** @param commands those of the whole script: they tell what waits, and what is wrapped in `nohup` */
  result(commands: readonly ShellCommand[]): readonly BackgroundJob[] {
    const lastWait = Math.max(-1, ...lastOf(commands, (command) => command.program === "wait"));
    const wrappers = this.#wrappers(commands);
    return this.#jobs.map((job) => ({
      ...job,
      detachers: [...within(job.command, wrappers), ...job.detachers],
      waited: lastWait >= job.operator.end,
      readsPid: this.#lastPid >= job.operator.end,
    }));
  }

  #rememberDisowns(list: readonly Statement[]): void {
    list.forEach((statement, index) => {
      const next = list[index + 1];
      if (statement.background && next !== undefined && isDisown(next)) this.#disowns.set(statement, next);
    });
  }

  #add(node: Statement, at: Context): void {
    const { command } = node;
    const shown = at.text.shown.slice(command.end, node.end);
    const onlyBlanks = shown.trim() === "&";
    const disown = this.#disowns.get(node);
    this.#jobs.push({
      command: at.text.spanOf(command.pos, command.end),
      // A here-document's body may stand between the command and what unbash calls its end.
      operator: at.text.spanOf(onlyBlanks ? command.end : node.end - 1, node.end),
      detachers: disown === undefined ? [] : [{ name: "disown", span: at.text.spanOf(node.end, disown.end) }],
      last: at.last,
      nested: at.nested,
    });
  }

  /** Those of every background command, in source order; `nohup` in front of `sh -c` counts once for all it runs. */
  #wrappers(commands: readonly ShellCommand[]): readonly Detacher[] {
    const found = new Map<number, Detacher>();
    for (const command of commands) {
      if (!command.background) continue;
      for (const { name, span: own } of command.wrappers) {
        if (name !== "nohup" && name !== "setsid") continue;
        // `nohup >log -- cmd`: the redirection stands among its words and must not go with them.
        if (/[<>]/.test(this.#source.slice(own.start, own.end))) continue;
        found.set(own.start, { name, span: withBlanks(this.#source, own) });
      }
    }
    return [...found.values()].sort((a, b) => a.span.start - b.span.start);
  }
}

/** @param sorted in source order */
function within(at: Span, sorted: readonly Detacher[]): readonly Detacher[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.span.start ?? 0) < at.start) low = middle + 1;
    else high = middle;
  }
  const found: Detacher[] = [];
  for (let next = sorted[low]; next !== undefined && next.span.start < at.end; next = sorted[++low])
    found.push(next);
  return found;
}

function* lastOf(commands: readonly ShellCommand[], test: (command: ShellCommand) => boolean) {
  const last = commands.findLast(test);
  if (last !== undefined) yield last.span.start;
}

function withBlanks(source: string, at: Span): Span {
  let end = at.end;
  while (source[end] === " " || source[end] === "\t") end++;
  return span(at.start, end);
}

function readsLastPid(node: SyntaxNode): boolean {
  if (node.type === "SimpleExpansion") return node.text === "$!";
  return node.type === "ParameterExpansion" && node.parameter === "!";
}
