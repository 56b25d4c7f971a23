import type { ShellCommand } from "./types.js";

/** What a command must look like. All that is given must hold. */
export interface CommandPattern {
  readonly programs: readonly string[];
  /** The first argument that is no option, one of these. */
  readonly verbs?: readonly string[];
  /** Any later argument that is no option, one of these. */
  readonly objects?: readonly string[];
  /** At least one of these options; short ones may be bundled (`-fn`) and long ones have a value (`--f=x`). */
  readonly options?: readonly string[];
  /** None of these options. */
  readonly unless?: readonly string[];
  /** It writes to this file. */
  readonly writes?: string;
  /** Options whose next word is their value, and no argument. */
  readonly valued?: readonly string[];
}

export function matches(command: ShellCommand, pattern: CommandPattern): boolean {
  if (!pattern.programs.includes(command.program)) return false;
  const [verb, ...objects] = operands(command, pattern.valued ?? []);
  if (pattern.verbs !== undefined && !pattern.verbs.includes(unitName(verb))) return false;
  if (
    pattern.objects !== undefined &&
    !objects.some((object) => pattern.objects?.includes(unitName(object)))
  ) {
    return false;
  }
  if (pattern.options !== undefined && !pattern.options.some((option) => hasOption(command.args, option)))
    return false;
  if (pattern.unless?.some((option) => hasOption(command.args, option))) return false;
  return (
    pattern.writes === undefined || command.redirections.some(({ target }) => target?.text === pattern.writes)
  );
}

export function matchesAny(command: ShellCommand, patterns: readonly CommandPattern[]): boolean {
  return patterns.some((pattern) => matches(command, pattern));
}

/** The arguments that are no options. */
export function operands(command: ShellCommand, valued: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let index = 0; index < command.args.length; index++) {
    const text = command.args[index] ?? "";
    if (valued.includes(text)) index++;
    else if (!/^-./.test(text)) found.push(text);
  }
  return found;
}

function hasOption(args: readonly string[], option: string): boolean {
  if (option.startsWith("--")) return args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  return args.some((arg) => arg === option || (/^-[A-Za-z]+$/.test(arg) && arg.includes(option.slice(1))));
}

/** `sshd.service` is `sshd` to systemctl. */
function unitName(text: string | undefined): string {
  return (text ?? "").replace(/\.service$/, "");
}
