import { CommanderError } from "commander";
import { ConfigError } from "../config.js";
import { GitError } from "../io/git-error.js";
import { oneLine } from "../text/escape.js";
import { EXIT, Failure } from "./failure.js";
import { fixCommand } from "./fix.js";
import { buildProgram } from "./options.js";
import { compileLater } from "./tiering.js";

/**
 * Runs the command line.
 *
 * @param args without node and the script
 * @returns the exit status of the contract
 */
export async function main(args: readonly string[]): Promise<number> {
  compileLater();
  let status: number = EXIT.done;
  process.stdout.on("error", ignoreClosedPipe);
  const program = buildProgram({
    fix: async (paths, options) => {
      status = await fixCommand(paths, options);
    },
    pr: async (paths, options) => {
      const { prCommand } = await import("./pr.js");
      status = await prCommand(paths, options);
    },
    rule: async (id) => {
      const { ruleCommand } = await import("./rule.js");
      ruleCommand(id);
    },
    init: async () => {
      const { initCommand } = await import("./init.js");
      initCommand();
    },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const message = userMessage(error);
    if (message === undefined) throw error;
    process.stderr.write(`${message}\n`);
    return EXIT.failed;
  }
}

/** `async-fix -d | head`: who has read enough is no failure, and files may still have to be written. */
function ignoreClosedPipe(error: Error): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
}

/** What the user is told, in one line; undefined for an error that is ours. */
function userMessage(error: unknown): string | undefined {
  if (error instanceof CommanderError)
    return oneLine(`${error.message.replace(/\n/g, " ").trim()}; see async-fix --help`);
  if (error instanceof Failure || error instanceof ConfigError || error instanceof GitError)
    return `error: ${oneLine(error.message)}`;
  return undefined;
}
