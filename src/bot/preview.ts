import type { Proposal } from "./proposal.js";
import type { Branch } from "./workspace.js";

/** UTF-16 units, where the forge may not be known: what GitHub takes. */
const LIMIT = 65_000;

/** What a dry run prints: for each request its branch, its commits, its title and its body. */
export function preview(proposals: readonly Proposal[], base: Branch): string {
  const shown = proposals.filter((proposal) => proposal.content !== undefined).map((each) => one(each, base));
  return shown.length === 0 ? `nothing to fix on ${base}` : shown.join("\n");
}

function one({ branch, title, commits, text }: Proposal, base: Branch): string {
  const made = commits().map(({ message }) => `commit\n${message.trimEnd().replace(/^(?=.)/gm, "    ")}\n`);
  return [`branch ${branch}, on ${base}\n`, ...made, `title: ${title}\n`, text(LIMIT)].join("\n");
}
