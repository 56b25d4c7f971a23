import type { Span } from "../text/span.js";

/** One word of a command after quote removal, with what the shell or Jinja would fill in left as written. */
export interface ShellWord {
  /** `"$HOME"/x` reads `$HOME/x`; `{{ a }}` stays `{{ a }}`. */
  readonly text: string;
  /** The word in the script, quotes included. */
  readonly span: Span;
  /** A Jinja construct is part of it. */
  readonly templated: boolean;
  /** The shell would change it: a parameter, a substitution, a glob, braces. */
  readonly expands: boolean;
  /** A part of it is quoted or escaped. */
  readonly quoted: boolean;
}

/** Where a command runs, seen from the host that runs the script. */
export type Place = "here" | "container" | "remote";

/** A program that runs another one: `sudo -u x …`, `timeout 30 …`, `bash -c '…'`. */
export interface Wrapper {
  readonly name: string;
  /** Its words, up to the first word of what it runs; for one that is given a script, all of them. */
  readonly span: Span;
  readonly place: Place;
  /** The limit that `timeout` sets, in seconds. Absent where it is not a literal number, or 0 (no limit). */
  readonly seconds?: number;
}

export interface VariableAssignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly span: Span;
}

export interface Redirection {
  /** `>`, `>>`, `<`, `>&`, `&>`, `<<<`, `<<`, … */
  readonly operator: string;
  /** Undefined for a here-document. */
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/** A simple command, out of its wrappers: what `sudo nohup timeout 30 /usr/bin/x y` is really about is `x y`. */
export interface ShellCommand {
  /** The last part of the program's path, or "" where a template or an expansion names it. */
  readonly program: string;
  /** The program's own word and its arguments, without assignments, redirections and wrappers. */
  readonly words: readonly ShellWord[];
  /** The texts of the words after the program. */
  readonly args: readonly string[];
  /** `A=b` in front of it, and those of `env` and `sudo`. */
  readonly assignments: readonly VariableAssignment[];
  readonly redirections: readonly Redirection[];
  /** The program's name comes from a template. */
  readonly templated: boolean;
  /** The whole command with its wrappers and redirections. */
  readonly span: Span;
  /** It runs behind a `&`, its own or that of a list around it. */
  readonly background: boolean;
  /** The wrappers that were taken off, outermost first. */
  readonly wrappers: readonly Wrapper[];
  readonly place: Place;
  /** In the body or the condition of `for`, `while`, `until` or `select`. */
  readonly inLoop: boolean;
  /** In the condition of `if`, `elif`, `while` or `until`. */
  readonly inCondition: boolean;
  /** It feeds a pipe, or reads from one. */
  readonly piped: boolean;
}

/** Something that bash runs and that dash 0.5.12, Debian's /bin/sh, refuses or reads otherwise. */
export interface Bashism {
  readonly span: Span;
  /** As people write it: `source`, `set -o pipefail`, `[[ ]]`, `<( )`. */
  readonly what: string;
}

/** A word that detaches a job from its shell. Deleting the span leaves the command without it. */
export interface Detacher {
  readonly name: "nohup" | "setsid" | "disown";
  readonly span: Span;
}

/** `cmd &` */
export interface BackgroundJob {
  /** What is sent to the background, without the `&`. */
  readonly command: Span;
  /** The `&` with the blanks before it: deleting it brings the job to the foreground. */
  readonly operator: Span;
  readonly detachers: readonly Detacher[];
  /** Nothing runs after it in the script (but a `disown` of it). */
  readonly last: boolean;
  /** A `wait` follows. */
  readonly waited: boolean;
  /** `$!` is read afterwards. */
  readonly readsPid: boolean;
  /** It is inside a subshell, a loop, a function, a substitution or an inner `sh -c` script. */
  readonly nested: boolean;
}

export interface ExportedVariable {
  readonly name: string;
  /** After quote removal, Jinja as written; null where only a shell can tell (expansion, glob, tilde). */
  readonly value: string | null;
  readonly templated: boolean;
  readonly quoted: boolean;
}

/** An `export A=1 B=2` among the first statements of a script. */
export interface ExportLine {
  /** The whole line with its newline, or the statement with the `;` that ends it and the blanks behind. */
  readonly span: Span;
  readonly variables: readonly ExportedVariable[];
}

/** `pkill x`, `killall x`, `kill 123`, `fuser -k /mnt`; not `kill -0`, which asks only. */
export interface Kill {
  readonly program: string;
  readonly targets: readonly string[];
  readonly span: Span;
}

export interface ScriptError {
  readonly message: string;
  /** A UTF-16 offset into the script. */
  readonly offset: number;
}

/** What can be known of a script without running it. All spans are offsets into `text`. */
export interface Script {
  readonly text: string;
  /** Every simple command at any depth, in source order; a command with substitutions before those. */
  readonly commands: readonly ShellCommand[];
  /** Of the script itself, not of what it gives to `bash -c`, `ssh` or a here-document. */
  readonly bashisms: readonly Bashism[];
  readonly background: readonly BackgroundJob[];
  readonly exports: readonly ExportLine[];
  /** The names of the functions that it defines: calls of them are commands too. */
  readonly functions: readonly string[];
  /** The first thing in it that never ends by itself. */
  readonly endless: Span | undefined;
  /** The first command that reboots or stops the machine the script runs on. */
  readonly reboots: Span | undefined;
  /** The first command that can cut the connection Ansible runs over. */
  readonly restartsConnection: Span | undefined;
  readonly kills: readonly Kill[];
  /** A Jinja statement (`{% if %}`) picks among texts, so that commands of several renderings are mixed here. */
  readonly conditional: boolean;
  readonly errors: readonly ScriptError[];
  /** It could not be read for sure: errors, too long, or nested too deep. Don't edit it. */
  readonly unsure: boolean;
}
