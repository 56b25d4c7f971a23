/**
 * Longest text that is parsed, in UTF-16 units. Linux refuses a single argument above 128 KiB
 * (MAX_ARG_STRLEN, execve(2)), and `shell` hands its script to `/bin/sh -c` as one argument.
 */
export const MAX_SCRIPT_LENGTH = 131_072;

/**
 * How deep substitutions and expansions are followed. unbash parses each of them anew on first access,
 * so `$($($(…` costs its length once a level: 16 levels of the longest text take a third of a second.
 */
export const MAX_EXPANSION_DEPTH = 16;

/** How many scripts within scripts (`ssh host "sudo bash -c '…'"`) are opened. */
export const MAX_INNER_SCRIPTS = 8;

/** How many wrappers are taken off one command. Each looks at the words that are left, so that more would cost their square. */
export const MAX_WRAPPERS = 16;
