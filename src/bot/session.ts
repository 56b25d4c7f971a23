import { Outrun } from "./error.js";
import type { Request } from "./forge.js";
import { readMarker } from "./marker.js";
import type { Proposal } from "./proposal.js";
import { type Done, publish, retire, type Session, type Surroundings } from "./publish.js";
import type { Log } from "./settings.js";
import { BRANCH_PREFIX } from "./split.js";
import type { Branch } from "./workspace.js";

/**
 * Brings all requests to what they are to be.
 *
 * @param complete whether all files could be looked at: only then is what has no proposal done with
 */
export async function publishAll(
  proposals: readonly Proposal[],
  session: Session,
  complete: boolean,
): Promise<void> {
  const { forge, base, look, log, settings } = session;
  const ours = (await forge.openRequests(BRANCH_PREFIX)).filter(
    (request) => readMarker(request.body) !== undefined,
  );
  const wanted = new Set(proposals.map((proposal) => proposal.branch));
  const done = ours.filter((request) => request.base === base && !wanted.has(request.branch));
  let open = ours.length;
  const around: Surroundings = { ...session, mayOpen: () => open < settings.maxOpen };
  const settle = async (branch: Branch, work: Promise<Done>): Promise<void> => {
    const result = await yielding(work, log);
    if (result === undefined) return;
    if (result.what === "opened") open++;
    if (result.what === "closed") open--;
    log.say(`${result.what}: ${result.request?.url ?? branch}`);
    if (result.what === "not opened")
      log.warn(`${branch} waits: ${open} are open, and --max-open is ${settings.maxOpen}`);
    if (result.what === "opened" || result.what === "updated") warnOfActions(result.request, log);
  };
  // What is no longer needed goes first, and makes room.
  for (const request of complete ? done : [])
    await settle(request.branch, retire(request, look.tips.get(request.branch), around));
  for (const proposal of proposals) await settle(proposal.branch, publish(proposal, around));
}

/** Another run at the same time is no failure: it does the same. */
async function yielding(work: Promise<Done>, log: Log): Promise<Done | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Outrun)) throw error;
    log.warn(`${error.message}: left to it`);
    return undefined;
  }
}

/** Who GitHub says opened what was opened with the token that Actions gives to a job. */
const ACTIONS_USER = "github-actions[bot]";

function warnOfActions(request: Request | undefined, log: Log): void {
  if (request?.author !== ACTIONS_USER) return;
  log.warn(
    "warning: GitHub starts no workflow for a pull request made with Actions' own GITHUB_TOKEN: for checks to run, use the token of an App or a person, or close and reopen it",
  );
}
