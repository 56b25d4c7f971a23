import { type Command, InvalidArgumentError, Option } from "commander";
import type { ForgeName } from "../bot/forge.js";
import type { RunOptions } from "./options.js";

/** The options of `async-fix pr`, as commander gives them. */
export interface PrOptions extends RunOptions {
  readonly dryRun?: boolean;
  readonly perRole?: boolean;
  readonly maxOpen: number;
  readonly label: readonly string[];
  readonly reviewer: readonly string[];
  readonly draft?: boolean;
  readonly title?: string;
  readonly base?: string;
  readonly author?: string;
  readonly forge?: ForgeName;
  readonly forgeUrl?: string;
  readonly remote: string;
}

const FORGES: readonly ForgeName[] = ["github", "gitlab", "gitea"];

function positive(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError("not a number from 1 on.");
  return Number(text);
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** What only the bot can be told. */
export function withPrOptions(command: Command): Command {
  return command
    .description("commit the fixes on a branch and open or update the pull request")
    .argument("[path...]", "files or folders (default: .)")
    .option(
      "-d, --dry-run",
      "print the commits and the pull request's text, touch nothing (also: DRY_RUN=true)",
    )
    .option("--base <branch>", "what to build on (default: the remote's default branch)")
    .option("--title <text>", "the pull request's title")
    .option("--label <name>", "put a label on it (repeatable)", collect)
    .option(
      "--reviewer <name>",
      "ask for a review; organisation/team asks a team on GitHub (repeatable)",
      collect,
    )
    .option("--draft", "open it as a draft")
    .option("--per-role", "one pull request for each role")
    .option("--max-open <n>", "never have more of them open", positive, 5)
    .option("--author <name and address>", 'who commits, as "Name <address>" (default: as git is set up)')
    .addOption(
      new Option("--forge <name>", "which forge the remote is on, where its address does not say").choices(
        FORGES,
      ),
    )
    .option("--forge-url <url>", "where the forge's pages are, where the remote's address does not say")
    .option("--remote <name>", "the remote to push to", "origin");
}
