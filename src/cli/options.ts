import { Command, Help, InvalidArgumentError, Option } from "commander";
import { DURATION_FORMS, parseDuration } from "../runtime/duration.js";
import { VERSION } from "../version.js";
import { type PrOptions, withPrOptions } from "./pr-options.js";

export type Format = "text" | "json" | "markdown";

/** What a run of the transforms can be told. */
export interface RunOptions {
  readonly transform: readonly string[];
  readonly also: readonly string[];
  readonly skip: readonly string[];
  readonly safe?: boolean;
  /** Seconds. */
  readonly expected?: number;
  readonly targetCore?: readonly [number, number];
  readonly place?: "end" | "after";
  /** A folder, as the user gave it. */
  readonly rolePath?: string;
  /** A path; false for `--no-config`; true when neither was given. */
  readonly config: string | boolean;
  readonly exclude: readonly string[];
  readonly ignore: boolean;
}

/** The options of the fixing command, as commander gives them. */
export interface FixOptions extends RunOptions {
  readonly dryRun?: boolean;
  readonly check?: boolean;
  readonly format: Format;
  readonly output?: string;
  readonly since?: string;
  readonly stdinFilename?: string;
  readonly allowDirty?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** True, false for `--no-color`, undefined when neither was given. */
  readonly color?: boolean;
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError(`not a duration: write ${DURATION_FORMS}.`);
  return seconds;
}

/** Reads `2.14` as `[2, 14]`. */
export function coreVersion(text: string): readonly [number, number] {
  const match = /^(2)\.(\d{1,3})$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError("not a version of ansible-core: write 2.14 or the like.");
  return [Number(match[1]), Number(match[2])];
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** What repeatable options are when they are not given; as commander's defaults they would clutter the help. */
const NONE_GIVEN = { transform: [], also: [], skip: [], exclude: [], label: [], reviewer: [] } as const;

/** What a run of the transforms can be told, whatever becomes of its result. */
function withRunOptions(command: Command): Command {
  return command
    .option("-t, --transform <id or file>", "run these only, in this order (repeatable)", collect)
    .option("--also <id>", "add one to the default transforms (repeatable)", collect)
    .option("--skip <id>", "leave one out (repeatable)", collect)
    .option("--safe", "apply safe fixes only")
    .option(
      "--expected <duration>",
      `how long a job takes when nothing better is known (${DURATION_FORMS})`,
      duration,
    )
    .option(
      "--target-core <2.x>",
      "the oldest ansible-core that must run the result (default: 2.14)",
      coreVersion,
    )
    .addOption(
      new Option("--place <where>", "where a verification goes (default: end)").choices(["end", "after"]),
    )
    .option(
      "--role-path <folder>",
      "where wrap-in-role writes its role (default: beside the roles it serves)",
    )
    .option("--config <file>", "instead of the .async-fix.yml found upwards")
    .option("--no-config", "read no config")
    .option("--exclude <glob>", "leave files out (repeatable)", collect)
    .option("--no-ignore", "look into what .gitignore and ansible-lint's exclude_paths leave out");
}

/** The commands and options of the contract. Actions are handed in, so that each loads what it needs only when it runs. */
export function buildProgram(actions: {
  readonly fix: (paths: readonly string[], options: FixOptions) => Promise<void>;
  readonly pr: (paths: readonly string[], options: PrOptions) => Promise<void>;
  readonly rule: (id: string | undefined) => Promise<void>;
  readonly init: () => Promise<void>;
}): Command {
  const program = new Command("async-fix")
    .description(
      "Makes Ansible's async and poll tasks right, without touching a byte it has no reason to touch.",
    )
    .usage("[options] [path...]")
    .version(VERSION, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  const fix = withRunOptions(
    program
      .command("fix", { isDefault: true, hidden: true })
      .description("fix in place (the default)")
      .argument("[path...]", "files or folders; - reads standard input (default: .)")
      .option("-d, --dry-run", "print the diffs, write nothing")
      .option("--check", "the same, and exit 1 when something would change"),
  )
    .addOption(
      new Option("--format <format>", "the report").choices(["text", "json", "markdown"]).default("text"),
    )
    .option("-o, --output <file>", "write the report to a file")
    .option("--since <ref>", "only files changed since the git ref")
    .option("--stdin-filename <path>", "the name of what comes in on -")
    .option("--allow-dirty", "write although git has uncommitted changes in a file to be written")
    .option("-q, --quiet", "no progress and no tally; the diffs still come")
    .option("-v, --verbose", "list every refusal")
    .option("--color", "colour even into a pipe")
    .option("--no-color", "no colour")
    .action(async (paths: string[], options: FixOptions) =>
      actions.fix(paths, { ...NONE_GIVEN, ...options }),
    );
  withPrOptions(withRunOptions(program.command("pr"))).action(async (paths: string[], options: PrOptions) =>
    actions.pr(paths, { ...NONE_GIVEN, ...options }),
  );
  program
    .command("rule")
    .description("list the transforms, or print one transform's documentation")
    .argument("[id]", "a transform")
    .action(async (id: string | undefined) => actions.rule(id));
  program
    .command("init")
    .description("write a commented .async-fix.yml")
    .action(async () => actions.init());
  // The default command is hidden, its options are the program's as far as anyone can see.
  program.configureHelp({
    visibleOptions(this: Help, command) {
      const own = Help.prototype.visibleOptions.call(this, command);
      return command === program ? [...fix.options, ...own] : own;
    },
  });
  for (const command of program.commands)
    command.exitOverride().configureOutput({ outputError: () => undefined });
  return program;
}
