import { ScriptCollector } from "./collect.js";
import { fromUnwrapped } from "./commands.js";
import { maskJinja } from "./jinja-mask.js";
import { MAX_SCRIPT_LENGTH } from "./limits.js";
import type { MaskedText } from "./pieces.js";
import { argument, type Split, shlexSplit } from "./shlex.js";
import type { Script } from "./types.js";
import { topContext } from "./walk.js";
import { unwrap } from "./wrappers.js";

/**
 * Reads the script of a `shell` task: what `/bin/sh -c` is given, with its Jinja. Never throws; what can't be
 * read for sure says so.
 */
export function readScript(text: string): Script {
  return read(text, (masked, collector) => collector.read(topContext(masked)));
}

/** Reads the free form of a `command` task: one command that no shell sees, unless it calls one itself. */
export function readCommand(text: string): Script {
  return read(text, (masked, collector) => readSplit(shlexSplit(masked), masked, collector));
}

/** Reads the `argv` of a `command` task. Spans are offsets into the arguments joined by single blanks. */
export function readArgv(argv: readonly string[]): Script {
  return read(argv.join(" "), (masked, collector) => {
    let start = 0;
    const words = argv.map((arg) => {
      const end = start + arg.length;
      const word = argument(masked.slice(start, end), masked.spanOf(start, end));
      start = end + 1;
      return word;
    });
    readSplit({ words, error: undefined }, masked, collector);
  });
}

function readSplit(split: Split, masked: MaskedText, collector: ScriptCollector): void {
  if (split.error !== undefined) collector.fail(split.error, 0);
  const whole = masked.spanOf(0, masked.shown.length);
  if (split.words.length > 0)
    collector.take(fromUnwrapped(unwrap(split.words), [], [], whole, topContext(masked)));
}

function read(text: string, into: (masked: MaskedText, collector: ScriptCollector) => void): Script {
  const collector = new ScriptCollector(text);
  if (text.length > MAX_SCRIPT_LENGTH) {
    collector.fail(`longer than ${MAX_SCRIPT_LENGTH} characters`, MAX_SCRIPT_LENGTH);
    return collector.result(false);
  }
  const { masked, conditional, unclosed } = maskJinja(text);
  if (unclosed !== undefined) collector.fail("a Jinja construct is not closed", unclosed);
  into(masked, collector);
  return collector.result(conditional);
}
