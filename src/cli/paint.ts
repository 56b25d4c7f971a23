import colors from "picocolors";
import { type DiffStyle, NO_PAINT } from "../report/diff.js";
import type { FixOptions } from "./options.js";

/**
 * Whether to colour what goes to a stream: as `--color` says, else only on a terminal that NO_COLOR
 * (no-color.org) and TERM=dumb do not speak against.
 */
export function wantsColor(options: Pick<FixOptions, "color">, isTerminal: boolean): boolean {
  if (options.color !== undefined) return options.color;
  const { NO_COLOR, TERM } = process.env;
  return isTerminal && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
}

export function diffStyle(color: boolean, isTerminal: boolean): DiffStyle {
  const paint = colors.createColors(color);
  return {
    escape: isTerminal,
    paint: color
      ? { note: paint.dim, header: paint.bold, hunk: paint.cyan, added: paint.green, removed: paint.red }
      : NO_PAINT,
  };
}
