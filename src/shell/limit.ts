import { readSeconds } from "./duration.js";
import { LIMIT_OPTIONS, NO_LIMIT, OWN_LIMIT_OPTIONS } from "./limit-table.js";
import type { ShellCommand } from "./types.js";

/**
 * The time after which a command ends by its own words, in seconds: `timeout 30m x`, `--timeout=600s`,
 * `--wait 1200`. The smallest where there are several; undefined where none is a literal number above 0.
 */
export function explicitLimit(command: ShellCommand): number | undefined {
  const limits = [...command.wrappers.flatMap(({ seconds }) => seconds ?? []), ...optionLimits(command)];
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function optionLimits(command: ShellCommand): readonly number[] {
  if (NO_LIMIT.has(command.program)) return [];
  const own = Object.hasOwn(OWN_LIMIT_OPTIONS, command.program)
    ? OWN_LIMIT_OPTIONS[command.program]
    : undefined;
  const options = own ?? LIMIT_OPTIONS;
  return command.args.flatMap((arg, index) => {
    const equals = arg.indexOf("=");
    const name = equals === -1 ? arg : arg.slice(0, equals);
    if (!options.includes(name)) return [];
    return readSeconds(equals === -1 ? (command.args[index + 1] ?? "") : arg.slice(equals + 1)) ?? [];
  });
}
