import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { FileProblem, FileResult } from "../engine/result.js";
import { type Git, gitIn } from "../io/git-process.js";
import { repositoryRoot } from "../io/repository.js";
import { markdownReport, type TransformNotes } from "../report/markdown.js";
import { summarize } from "../report/summary.js";
import type { Transform } from "../transform/types.js";
import { VERSION } from "../version.js";
import { checkBranchName } from "./branch.js";
import { choosePlace, type ForgePlace, openForge } from "./choose-forge.js";
import { type MadeCommit, makeCommits, type PlacedFile, parseAuthor } from "./commits.js";
import { contentOf } from "./content.js";
import { findToken, gitSettings, needToken, redactor, type Token } from "./credentials.js";
import { BotError, Outrun } from "./error.js";
import type { ForgeName } from "./forge.js";
import { readMarker } from "./marker.js";
import { type Done, type Proposal, publish, retire, type Surroundings } from "./publish.js";
import { parseRemote, type Remote } from "./remote.js";
import { BRANCH_PREFIX, type Part, perRole, slugOf, whole } from "./split.js";
import { introduction, titleOf } from "./texts.js";
import { type Branch, type Look, type ObjectName, Workspace } from "./workspace.js";

/** How the bot is to behave; see `async-fix pr --help`. */
export interface BotSettings {
  readonly dryRun: boolean;
  readonly perRole: boolean;
  readonly maxOpen: number;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly draft: boolean;
  readonly title: string | undefined;
  readonly base: string | undefined;
  readonly author: string | undefined;
  readonly forge: ForgeName | undefined;
  readonly forgeUrl: string | undefined;
  readonly remote: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly notesOf: (transform: string) => TransformNotes | undefined;
}

/** What the transforms say of the files of a base branch. */
export interface Fixes {
  readonly transforms: readonly Transform[];
  readonly files: readonly FileResult[];
  readonly problems: readonly FileProblem[];
  readonly scanned: number;
}

/**
 * Runs the transforms over a check-out.
 *
 * @param cwd the folder in it that stands for the user's working directory
 * @param root the check-out's root
 */
export type Fixer = (cwd: string, root: string) => Promise<Fixes>;

export interface Log {
  /** What was done: standard output. */
  readonly say: (line: string) => void;
  /** Warnings and errors: standard error. */
  readonly warn: (line: string) => void;
}

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
  const removeWorkspace = (): void => workspace.close();
  process.once("exit", removeWorkspace);
  try {
    const look = workspace.look([
      ...(settings.base === undefined ? [] : [settings.base]),
      `${BRANCH_PREFIX}*`,
    ]);
    const base = baseOf(settings, look, workspace);
    const baseTip = workspace.fetch(base, 1);
    workspace.checkOut(baseTip);
    const inside = join(workspace.root, relative(root, cwd));
    if (!existsSync(inside)) throw new BotError(`the branch ${base} does not have this folder`);
    const fixes = await fixer(inside, workspace.root);
    const files = placed(fixes.files, inside, workspace.root);
    const parts = settings.perRole ? perRole(files) : whole(files);
    const onDefault = base === look.head;
    const branchOf = (part: Part): Branch =>
      `${BRANCH_PREFIX}${part.slug}${onDefault ? "" : `-on-${slugOf(base)}`}`;
    const proposals = parts.map((part) =>
      proposalOf(part, branchOf(part), fixes, settings, workspace, baseTip, place?.name),
    );
    if (settings.dryRun) showAll(proposals, base, log);
    else {
      if (place === undefined || token === undefined) throw new BotError("no forge");
      await publishAll(proposals, { settings, place, token, workspace, base, baseTip, look, log, fixes });
    }
    return fixes.problems;
  } finally {
    process.removeListener("exit", removeWorkspace);
    workspace.close();
  }
}

function remoteOf(user: Git, name: string): Remote {
  if (name.startsWith("-")) throw new BotError("--remote is no name that a remote can have");
  // --get-url applies the user's insteadOf, and asks nobody.
  const known = user.answers(["config", "--get-all", `remote.${name}.url`]);
  if (known === undefined)
    throw new BotError(`the repository has no remote "${name}" to push to: see --remote`);
  return parseRemote(user.run(["ls-remote", "--get-url", name]).trim());
}

/** Without a token, or not knowing the forge, a dry run still can say what it would do. */
function access(
  settings: BotSettings,
  remote: Remote,
): { readonly place: ForgePlace | undefined; readonly token: Token | undefined } {
  const { environment, forge, forgeUrl } = settings;
  try {
    const place = choosePlace(remote, forge, forgeUrl, environment);
    const token = settings.dryRun ? findToken(place.name, environment) : needToken(place.name, environment);
    return { place, token };
  } catch (error) {
    if (settings.dryRun && error instanceof BotError) return { place: undefined, token: undefined };
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

/** Names in the repository for names below the working directory. */
function placed(files: readonly FileResult[], cwd: string, root: string): readonly PlacedFile[] {
  return files.flatMap((result): readonly PlacedFile[] => {
    const absolute = resolve(cwd, result.path);
    const real = existsSync(absolute) ? realpathSync.native(absolute) : absolute;
    const path = relative(root, real);
    if (path.startsWith("..") || isAbsolute(path))
      throw new BotError(`${result.path} is outside of the repository`);
    return [{ path, result: { ...result, path } }];
  });
}

function proposalOf(
  part: Part,
  branch: Branch,
  fixes: Fixes,
  settings: BotSettings,
  workspace: Workspace,
  baseTip: ObjectName,
  forge: ForgeName | undefined,
): Proposal & { readonly commits: () => readonly MadeCommit[] } {
  const changed = part.files.filter(({ result }) => result.status === "changed");
  const results = part.files.map(({ result }) => result);
  const commits = (): readonly MadeCommit[] =>
    makeCommits(workspace.git, workspace.root, baseTip, changed, {
      transforms: fixes.transforms,
      author: settings.author,
      whyOf: (id) => settings.notesOf(id)?.why ?? "",
    });
  const text = (limit: number): string => {
    const intro = introduction({ noun: forge === "gitlab" ? "merge request" : "pull request" });
    const summary = summarize(results, fixes.problems, {
      scanned: fixes.scanned,
      candidates: results.length,
      elapsed: 0,
    });
    const report = { version: VERSION, summary, files: results, errors: fixes.problems };
    const rest = { notesOf: settings.notesOf, limit: limit - intro.length - 1 };
    return `${markdownReport(report, rest)}\n${intro}`;
  };
  return {
    branch,
    title: titleOf(settings.title, part.scope),
    content: contentOf(changed),
    incomplete: fixes.problems.length > 0,
    commits,
    commit: () => {
      const last = commits().at(-1);
      if (last === undefined) throw new BotError("there is nothing to commit");
      return last.name;
    },
    text,
  };
}

/** UTF-16 units, for a dry run that does not know the forge: what GitHub takes. */
const DRY_LIMIT = 65_000;

function showAll(
  proposals: readonly (Proposal & { readonly commits: () => readonly MadeCommit[] })[],
  base: Branch,
  log: Log,
): void {
  const open = proposals.filter((proposal) => proposal.content !== undefined);
  if (open.length === 0) log.say(`nothing to fix on ${base}`);
  for (const proposal of open) {
    log.say(`branch ${proposal.branch}, on ${base}\n`);
    for (const { message } of proposal.commits())
      log.say(`commit\n${message.trimEnd().replace(/^(?=.)/gm, "    ")}\n`);
    log.say(`title: ${proposal.title}\n\n${proposal.text(DRY_LIMIT)}`);
  }
}

interface Session {
  readonly settings: BotSettings;
  readonly place: ForgePlace;
  readonly token: Token;
  readonly workspace: Workspace;
  readonly base: Branch;
  readonly baseTip: ObjectName;
  readonly look: Look;
  readonly log: Log;
  readonly fixes: Fixes;
}

async function publishAll(proposals: readonly Proposal[], session: Session): Promise<void> {
  const { settings, place, token, workspace, base, baseTip, look, log, fixes } = session;
  const forge = await openForge(place, token);
  const ours = (await forge.openRequests(BRANCH_PREFIX)).filter(
    (request) => readMarker(request.body) !== undefined,
  );
  let open = ours.length;
  const around: Surroundings = {
    forge,
    workspace,
    base,
    baseTip,
    tips: look.tips,
    draft: settings.draft,
    labels: settings.labels,
    reviewers: settings.reviewers,
    mayOpen: () => open < settings.maxOpen,
    warn: log.warn,
  };
  const report = ({ what, request }: Done, branch: Branch): void => {
    if (what === "opened") open++;
    if (what === "closed") open--;
    log.say(`${what}: ${request?.url ?? branch}`);
    if (what === "not opened")
      log.warn(`${branch} waits: ${open} are open, and --max-open is ${settings.maxOpen}`);
    if ((what === "opened" || what === "updated") && request?.author === ACTIONS_USER) log.warn(NO_WORKFLOWS);
  };
  // Room first: what is no longer needed goes before what is new comes.
  const wanted = new Set(proposals.map((proposal) => proposal.branch));
  const stale = ours.filter((request) => request.base === base && !wanted.has(request.branch));
  if (fixes.problems.length === 0) {
    for (const request of stale)
      await yielding(log, async () =>
        report(await retire(request, look.tips.get(request.branch), around), request.branch),
      );
  }
  for (const proposal of proposals)
    await yielding(log, async () => report(await publish(proposal, around), proposal.branch));
}

/** Another run at the same time is no failure: it does the same. */
async function yielding(log: Log, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Outrun)) throw error;
    log.warn(`${error.message}: left to it`);
  }
}

/** Who GitHub says opened what was opened with the token that Actions gives to a job. */
const ACTIONS_USER = "github-actions[bot]";
const NO_WORKFLOWS =
  "warning: GitHub starts no workflow for a pull request made with Actions' own GITHUB_TOKEN: for checks to run, use the token of an App or a person, or close and reopen it";

export { redactor };
