/**
 * Splits key=value arguments and free-form text as Ansible does (parsing/splitter.py, parse_kv): blank
 * separated, quotes keep words together, a word with `=` behind a plain name is an argument, the rest is
 * the free form. Jinja between its braces is one piece.
 */
export interface FreeForm {
  /** The command, for modules that take one. */
  readonly text: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The options that command, shell and script take out of their free form (parsing/splitter.py, 2.14 to 2.19). */
const COMMAND_OPTIONS: ReadonlySet<string> = new Set([
  "creates",
  "removes",
  "chdir",
  "executable",
  "warn",
  "stdin",
  "stdin_add_newline",
  "strip_empty_ends",
]);

const CLOSERS: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };

/** The words of a free form with the offset at which each starts; quotes and Jinja keep a word together. */
function* words(text: string): Generator<{ readonly word: string; readonly at: number }> {
  let at = 0;
  while (at < text.length) {
    while (at < text.length && /\s/.test(text[at] ?? "")) at++;
    const start = at;
    let quote = "";
    while (at < text.length) {
      const character = text[at] ?? "";
      const closer = quote === "" ? CLOSERS[text.slice(at, at + 2)] : undefined;
      if (closer !== undefined) {
        const end = text.indexOf(closer, at + 2);
        at = end === -1 ? text.length : end + 2;
        continue;
      }
      if (character === "\\" && quote !== "'") {
        at += 2;
        continue;
      }
      if (quote !== "") {
        if (character === quote) quote = "";
      } else if (character === '"' || character === "'") quote = character;
      else if (/\s/.test(character)) break;
      at++;
    }
    at = Math.min(at, text.length);
    if (at > start) yield { word: text.slice(start, at), at: start };
  }
}

function unquoted(text: string): string {
  const first = text[0];
  return text.length > 1 && (first === '"' || first === "'") && text.endsWith(first)
    ? text.slice(1, -1)
    : text;
}

/**
 * @param text what stands behind `module:`
 * @param takesCommand the module takes a free form (command, shell …): only a few options are split off
 */
export function readFreeForm(text: string, takesCommand: boolean): FreeForm {
  const options = new Map<string, string>();
  let rest = "";
  let kept = 0;
  for (const { word, at } of words(text)) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word);
    const name = match?.[1];
    if (name === undefined || (takesCommand && !COMMAND_OPTIONS.has(name))) continue;
    options.set(name, unquoted(word.slice(name.length + 1)));
    rest += text.slice(kept, at);
    kept = at + word.length;
  }
  rest += text.slice(kept);
  return { text: rest.trim(), options };
}
