import type { Span } from "../text/span.js";
import { ENDLESS, KILLERS, LOOP_EXITS, REBOOTS, RESTARTS_CONNECTION } from "./effect-table.js";
import { matches, matchesAny, operands } from "./pattern.js";
import type { Kill, ShellCommand } from "./types.js";

/** The first command that reboots or stops this machine; not one that `ssh` or `podman exec` runs elsewhere. */
export function findReboot(commands: readonly ShellCommand[]): Span | undefined {
  return commands.find((command) => command.place === "here" && matchesAny(command, REBOOTS))?.span;
}

/** The first command that can cut Ansible's connection to this machine. */
export function findConnectionRestart(commands: readonly ShellCommand[]): Span | undefined {
  return commands.find((command) => command.place === "here" && matchesAny(command, RESTARTS_CONNECTION))
    ?.span;
}

/**
 * The first thing that runs until it is ended: a loop that nothing leaves, or a command that follows or serves.
 * What `timeout` limits is not, nor what feeds a pipe, which ends with the reader (`tail -f x | grep -q y`).
 *
 * @param loops the spans of `while true` and the like
 */
export function findEndless(commands: readonly ShellCommand[], loops: readonly Span[]): Span | undefined {
  const exits = commands.filter((command) => matchesAny(command, LOOP_EXITS)).map(({ span }) => span.start);
  const endless = commands
    .filter((command) => !command.piped && !isLimited(command) && matchesAny(command, ENDLESS))
    .map(({ span }) => span);
  return [...loops.filter((loop) => !holdsAny(loop, exits)), ...endless].sort((a, b) => a.start - b.start)[0];
}

export function findKills(commands: readonly ShellCommand[]): readonly Kill[] {
  return commands.flatMap((command) => {
    const pattern = KILLERS.find((killer) => matches(command, killer));
    if (pattern === undefined) return [];
    return [
      { program: command.program, targets: operands(command, pattern.valued ?? []), span: command.span },
    ];
  });
}

function isLimited(command: ShellCommand): boolean {
  return command.wrappers.some((wrapper) => wrapper.name === "timeout");
}

/** @param offsets in ascending order */
function holdsAny(loop: Span, offsets: readonly number[]): boolean {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < loop.start) low = middle + 1;
    else high = middle;
  }
  return (offsets[low] ?? loop.end) < loop.end;
}
