// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the shell's syntax
/*
 * What bash runs and dash refuses or reads otherwise. Every entry was run with dash 0.5.12-2 and bash 5.2.15
 * of Debian 12; test/shell/dash.test.ts runs them again where both are installed. Left out on purpose:
 *  - `echo -e`: dash prints the `-e` and goes on; scripts rely on either, and nothing fails.
 *  - `. name` without a slash: both look in PATH (`. oraenv`), bash in the working directory too; which of the
 *    two holds the file is not in the script.
 *  - `!(a)`, `+(a)`: bash refuses them too, unless `shopt -s extglob` (which is listed) came first.
 *  - `$BASH_VERSION`: reading it is how a portable script asks which shell it is in.
 *  - `local x`, `type x`, `time cmd`, `[ a -nt b ]`, `[ a -a b ]`, `>|`, `${#x}`: dash has them.
 */

/** Commands that dash does not have at all: "not found", rc 127. */
export const BASH_COMMANDS: ReadonlySet<string> = new Set(
  (
    "source shopt pushd popd dirs declare typeset let disown mapfile readarray builtin enable caller compgen " +
    "complete compopt bind history logout"
  ).split(" "),
);

/** Options that dash's own version of a builtin takes; with others it says "Illegal option" or takes them for words. */
export const DASH_OPTIONS: Readonly<Record<string, string>> = {
  read: "pr",
  local: "",
  export: "p",
  readonly: "p",
  unset: "fv",
  type: "",
  hash: "rv",
  wait: "",
  exec: "",
  cd: "LP",
  jobs: "lp",
  trap: "",
  printf: "",
  ulimit: "HSacdflmnprstvw",
};

/** Letters that `set` takes in dash. */
export const DASH_SET_LETTERS = "efIimnsxvVEabuCpo";

/** Names that `set -o` takes in dash; "Illegal option -o pipefail" ends the script with rc 2. */
export const DASH_SET_NAMES: ReadonlySet<string> = new Set(
  (
    "errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify " +
    "nounset privileged nolog debug"
  ).split(" "),
);

/** `trap` conditions that dash answers with "bad trap". */
export const BASH_TRAPS: ReadonlySet<string> = new Set(["ERR", "DEBUG", "RETURN"]);

/** Operators of `[` and `test` that dash answers with "unexpected operator". */
export const BASH_TEST_OPERATORS: ReadonlySet<string> = new Set(["==", "=~", "-v", "-N", "-R"]);

/** Variables that bash sets and dash leaves empty. They are no bashisms where the script sets them itself. */
export const BASH_VARIABLES: ReadonlySet<string> = new Set(
  (
    "BASH BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND BASH_LINENO " +
    "BASH_REMATCH BASH_SOURCE BASH_SUBSHELL COPROC DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS " +
    "HOSTNAME HOSTTYPE MACHTYPE OSTYPE PIPESTATUS RANDOM SECONDS SHELLOPTS SRANDOM UID"
  ).split(" "),
);

/** Syntax by the parser's node types. */
export const BASH_SYNTAX: Readonly<Record<string, string>> = {
  TestCommand: "[[ ]]",
  ArithmeticCommand: "(( ))",
  ArithmeticFor: "for (( ))",
  Select: "select",
  Coproc: "coproc",
  ArrayValue: "an array",
  AnsiCQuoted: "$'…'",
  LocaleString: '$"…"',
  HereString: "<<<",
};

/** The item of an array, and a parameter that another one names: "Bad substitution", rc 2. */
export const ARRAY_ITEM = "${a[i]}";
export const INDIRECTION = "${!x}";

/** What is done to a parameter, by the parser's names for it: "Bad substitution", rc 2. */
export const BASH_PARAMETER_OPERATIONS: Readonly<Record<string, string>> = {
  Replace: "${x/a/b}",
  Slice: "${x:1:2}",
  CaseModification: "${x^^}",
  Transform: "${x@Q}",
  Names: "${!x*}",
};

/** Redirections: dash reads `&>` as `&` and `>`, which sends the command to the background. */
export const BASH_REDIRECTIONS: ReadonlySet<string> = new Set(["&>", "&>>"]);
