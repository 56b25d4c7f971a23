import type { Command, HereDocBody, SyntaxNode } from "unbash";
import type { Span } from "../text/span.js";
import { BackgroundFinder } from "./background.js";
import { BashismFinder } from "./bashisms.js";
import { isTooDeep, type ReadCommand, readSimpleCommand } from "./commands.js";
import { findConnectionRestart, findEndless, findKills, findReboot } from "./effects.js";
import { readExports } from "./exports.js";
import { readHereScript } from "./here-script.js";
import { endlessLoop } from "./loops.js";
import type { ExportLine, Script, ScriptError, ShellCommand } from "./types.js";
import { type Context, walk } from "./walk.js";

/** Reads scripts, those in their arguments too, into one Script. */
export class ScriptCollector {
  readonly #text: string;
  readonly #commands: ShellCommand[] = [];
  readonly #bashisms = new BashismFinder();
  readonly #background: BackgroundFinder;
  readonly #loops: Span[] = [];
  readonly #errors: ScriptError[] = [];
  readonly #functions: string[] = [];
  #exports: readonly ExportLine[] = [];
  #unsure = false;

  constructor(text: string) {
    this.#text = text;
    this.#background = new BackgroundFinder(text);
  }

  /** Reads the script of a context, then the scripts in its commands' arguments. */
  read(context: Context): void {
    const queue: Context[] = [context];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { errors, tooDeep } = walk(next, (node, at) => this.#visit(node, at, queue));
      this.#errors.push(...errors);
      this.#unsure ||= tooDeep;
    }
  }

  /** Takes a command that no script holds: that of the `command` module. */
  take({ command, inner }: ReadCommand): void {
    if (command !== undefined) this.#commands.push(command);
    if (inner !== undefined) this.read(inner);
  }

  fail(message: string, offset: number): void {
    this.#errors.push({ message, offset });
  }

  result(conditional: boolean): Script {
    const commands = this.#commands.toSorted((a, b) => a.span.start - b.span.start);
    return {
      text: this.#text,
      commands,
      bashisms: this.#bashisms.result(),
      background: this.#background.result(commands),
      exports: this.#exports,
      functions: this.#functions,
      endless: findEndless(commands, this.#loops),
      reboots: findReboot(commands),
      restartsConnection: findConnectionRestart(commands),
      kills: findKills(commands),
      conditional,
      errors: this.#errors,
      unsure: this.#unsure || this.#errors.length > 0,
    };
  }

  #visit(node: SyntaxNode, at: Context, queue: Context[]): void {
    this.#background.visit(node, at);
    if (at.innerScripts === 0) {
      this.#bashisms.visit(node, at);
      if (node.type === "Script" && at.expansions === 0)
        this.#exports = readExports(node, at.text, this.#text);
    }
    const loop = endlessLoop(node, at);
    if (loop !== undefined) this.#loops.push(loop);
    if (node.type === "Function") this.#functions.push(node.name.text);
    if (node.type === "Command") this.#command(node, at, queue);
  }

  #command(node: Command, at: Context, queue: Context[]): void {
    const { command, inner } = readSimpleCommand(node, at);
    if (command !== undefined) this.#commands.push(command);
    const script = inner ?? (command && readHereScript(command, hereDocument(node), at));
    if (script === undefined) return;
    if (isTooDeep(script)) this.#unsure = true;
    else queue.push(script);
  }
}

function hereDocument(node: Command): HereDocBody | undefined {
  return node.redirects.findLast((redirect) => redirect.type === "HereDoc")?.body;
}
