import { existsSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import type { FileProblem } from "../engine/result.js";
import { type Git, gitIn } from "../io/git-process.js";
import { repositoryRoot } from "../io/repository.js";
import { checkBranchName } from "./branch.js";
import { choosePlace, type ForgePlace, openForge } from "./choose-forge.js";
import { parseAuthor } from "./commits.js";
import { findToken, gitSettings, needToken, type Token } from "./credentials.js";
import { BotError } from "./error.js";
import { preview } from "./preview.js";
import { placedFiles, proposalOf } from "./proposal.js";
import { parseRemote, type Remote } from "./remote.js";
import { publishAll } from "./session.js";
import type { BotSettings, Fixer, Log } from "./settings.js";
import { BRANCH_PREFIX, type Part, perRole, slugOf, whole } from "./split.js";
import { type Branch, type Look, Workspace } from "./workspace.js";

/**
 * The bot: fixes what the base branch on the remote has, and opens, updates or closes requests for it. The user's
 * own work tree is not looked at.
 *
 * @returns what could not be looked at or fixed
 * @throws BotError, GitError. Messages may hold secrets: see redactor
 */
export async function runBot(settings: BotSettings, fixer: Fixer, log: Log): Promise<readonly FileProblem[]> {
  if (settings.author !== undefined) parseAuthor(settings.author);
  const cwd = realpathSync.native(settings.cwd);
  const root = repositoryRoot(cwd);
  if (root === undefined) throw new BotError("there is no git repository here");
  const user = gitIn(root);
  const remote = remoteOf(user, settings.remote);
  const { place, token } = access(settings, remote);
  const workspace = Workspace.open(user, remote, gitSettings(remote, token));
  const remove = (): void => workspace.close();
  process.once("exit", remove);
  try {
    return await work(workspace, relative(root, cwd), { place, token }, settings, fixer, log);
  } finally {
    process.removeListener("exit", remove);
    remove();
  }
}

/** @param folder the user's working directory, from the repository's root */
async function work(
  workspace: Workspace,
  folder: string,
  { place, token }: Access,
  settings: BotSettings,
  fixer: Fixer,
  log: Log,
): Promise<readonly FileProblem[]> {
  const asked = settings.base === undefined ? [] : [settings.base];
  const look = workspace.look([...asked, `${BRANCH_PREFIX}*`]);
  const base = baseOf(settings, look, workspace);
  const baseTip = workspace.fetch(base, 1);
  workspace.checkOut(baseTip);
  const cwd = join(workspace.root, folder);
  if (!existsSync(cwd)) throw new BotError(`the branch ${base} does not have this folder`);
  const fixes = await fixer(cwd, workspace.root);
  const files = placedFiles(fixes.files, cwd, workspace.root);
  const noun = place?.name === "gitlab" ? "merge request" : "pull request";
  const proposals = (settings.perRole ? perRole(files) : whole(files)).map((part) =>
    proposalOf(part, branchOf(part, base, look), { fixes, settings, workspace, baseTip, noun }),
  );
  if (place === undefined || token === undefined || settings.dryRun) log.say(preview(proposals, base));
  else {
    const forge = await openForge(place, token);
    const session = { settings, forge, workspace, base, baseTip, look, log };
    await publishAll(proposals, session, fixes.problems.length === 0);
  }
  return fixes.problems;
}

function remoteOf(user: Git, name: string): Remote {
  if (name.startsWith("-")) throw new BotError("--remote is no name that a remote can have");
  if (user.answers(["config", "--get-all", `remote.${name}.url`]) === undefined)
    throw new BotError(`the repository has no remote "${name}" to push to: see --remote`);
  // Applies the user's insteadOf, and asks nobody.
  return parseRemote(user.run(["ls-remote", "--get-url", name]).trim());
}

interface Access {
  /** Undefined in a dry run only. */
  readonly place: ForgePlace | undefined;
  /** Undefined in a dry run only. */
  readonly token: Token | undefined;
}

/** Without a token, or not knowing the forge, a dry run still can say what it would do. */
function access(settings: BotSettings, remote: Remote): Access {
  const { dryRun, environment, forge, forgeUrl } = settings;
  try {
    const place = choosePlace(remote, forge, forgeUrl, environment);
    return { place, token: (dryRun ? findToken : needToken)(place.name, environment) };
  } catch (error) {
    if (dryRun && error instanceof BotError) return { place: undefined, token: undefined };
    throw error;
  }
}

function baseOf({ base }: BotSettings, look: Look, workspace: Workspace): Branch {
  if (base === undefined) {
    if (look.head === undefined)
      throw new BotError("the remote does not say which branch is its default: pass --base");
    return look.head;
  }
  checkBranchName(workspace, base);
  if (!look.tips.has(base)) throw new BotError(`the remote has no branch "${base}"`);
  return base;
}

/** One branch for each part and base; the default base goes without saying. */
function branchOf(part: Part, base: Branch, look: Look): Branch {
  return `${BRANCH_PREFIX}${part.slug}${base === look.head ? "" : `-on-${slugOf(base)}`}`;
}
