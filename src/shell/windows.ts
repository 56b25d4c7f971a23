import { type Span, span } from "../text/span.js";

interface Word {
  readonly text: string;
  readonly at: Span;
}

/** Cmdlets of PowerShell that reboot or stop the machine they run on. */
const CMDLETS: ReadonlySet<string> = new Set(["restart-computer", "stop-computer"]);
/** `shutdown` does nothing of itself: /r, /s, /g, /p, /h, /i … do, and /a takes it back (`shutdown /?`). */
const SHUTDOWN_SWITCHES: ReadonlySet<string> = new Set(["r", "s", "g", "sg", "p", "h"]);
const SEPARATORS = ";|&\n(){}";

/**
 * The first statement of a `win_shell` or `win_command` text that reboots or stops the machine, by its words:
 * quoted text, comments and other machines (`-ComputerName x`, `/m \\x`) don't count.
 */
export function rebootsWindows(text: string): Span | undefined {
  for (const statement of statements(text)) {
    const [first, ...rest] = statement;
    const last = statement.at(-1);
    if (first !== undefined && last !== undefined && reboots(first, rest))
      return span(first.at.start, last.at.end);
  }
  return undefined;
}

function reboots(first: Word, rest: readonly Word[]): boolean {
  const program = (first.text.split(/[\\/]/).at(-1) ?? "").toLowerCase().replace(/\.exe$/, "");
  const args = rest.map((word) => word.text.toLowerCase());
  if (CMDLETS.has(program)) return !args.some((arg) => "-computername".startsWith(arg) && arg.length > 2);
  if (program !== "shutdown") return false;
  const switches = args.filter((arg) => /^[-/]/.test(arg)).map((arg) => arg.slice(1));
  return switches.some((name) => SHUTDOWN_SWITCHES.has(name)) && !switches.includes("m");
}

function statements(text: string): readonly (readonly Word[])[] {
  const found: Word[][] = [[]];
  let start = -1;
  const endWord = (end: number) => {
    if (start !== -1) found.at(-1)?.push({ text: text.slice(start, end), at: span(start, end) });
    start = -1;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    if (character === '"' || character === "'") {
      if (start === -1) start = i;
      const close = text.indexOf(character, i + 1);
      i = close === -1 ? text.length : close;
    } else if (character === "#" && start === -1) {
      const newline = text.indexOf("\n", i);
      i = (newline === -1 ? text.length : newline) - 1;
    } else if (SEPARATORS.includes(character)) {
      endWord(i);
      found.push([]);
    } else if (/\s/.test(character)) endWord(i);
    else if (start === -1) start = i;
  }
  endWord(text.length);
  return found;
}
