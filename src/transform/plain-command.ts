import { readCommand, readScript } from "../shell/script.js";

/**
 * Words that are the shell's own, or that it runs in another way than the program of that name: without a
 * shell they are not found, or do something else (POSIX.1-2017, 2.9.1 and 2.14).
 */
const OF_THE_SHELL: ReadonlySet<string> = new Set(
  (
    ". : alias bg break builtin cd command continue echo eval exec exit export fc fg getopts hash jobs local printf " +
    "pwd read readonly return set shift source times trap type ulimit umask unalias unset wait"
  ).split(" "),
);

/**
 * Does a script come to the same without a shell: one program with words that the `command` module (which
 * splits with shlex and expands `~` and `$x` by itself) reads as the shell does?
 */
export function isPlainCommand(text: string): boolean {
  if (/[~$\\\n]|\{[{%#]/.test(text.trim())) return false;
  const script = readScript(text);
  const [command, ...more] = script.commands;
  if (command === undefined || more.length > 0 || script.unsure) return false;
  const [word] = command.wrappers;
  const first = word?.name ?? command.program;
  const simple =
    command.assignments.length === 0 &&
    command.redirections.length === 0 &&
    !command.background &&
    !command.words.some(({ expands }) => expands) &&
    !OF_THE_SHELL.has(first);
  const words = (read: ReturnType<typeof readScript>) =>
    read.commands.map(({ words: all }) => all.map((each) => each.text));
  return simple && JSON.stringify(words(script)) === JSON.stringify(words(readCommand(text)));
}
