import type { HereDocBody } from "unbash";
import { MaskedText } from "./pieces.js";
import type { ShellCommand } from "./types.js";
import type { Context } from "./walk.js";
import { quotedPieces } from "./words.js";

/** Programs that run what they read. */
const READERS: ReadonlySet<string> = new Set(["bash", "sh", "dash", "ash", "ksh", "zsh", "su"]);

/** The script that `bash <<EOF` is fed, or undefined when the command is given a file to run or reads no script. */
export function readHereScript(
  command: ShellCommand,
  body: HereDocBody | undefined,
  at: Context,
): Context | undefined {
  if (body === undefined || !READERS.has(command.program)) return undefined;
  const takesFile = command.program !== "su" && command.args.some((arg) => !/^[-+]/.test(arg));
  if (takesFile) return undefined;
  const pieces =
    body.parts === undefined
      ? at.text.slice(body.pos, body.end)
      : body.parts.flatMap((part) => quotedPieces(at.text, part));
  const wrapper = { name: command.program, span: command.span, place: "here" } as const;
  return {
    ...at,
    text: new MaskedText(pieces),
    wrappers: [...command.wrappers, wrapper],
    nested: true,
    innerScripts: at.innerScripts + 1,
  };
}
