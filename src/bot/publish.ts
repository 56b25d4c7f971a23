import { deleteBranch, hasPeople, pushBranch } from "./branch.js";
import { type Decision, decide, type Known } from "./decide.js";
import { BotError } from "./error.js";
import type { Forge, Request } from "./forge.js";
import { type Marker, onceComment, readMarker, saidBefore, withoutContent, writeSection } from "./marker.js";
import type { Proposal } from "./proposal.js";
import type { BotSettings, Log } from "./settings.js";
import { COMMENTS } from "./texts.js";
import type { Branch, Look, ObjectName, Workspace } from "./workspace.js";

/** A run's forge and repository. */
export interface Session {
  readonly settings: BotSettings;
  readonly forge: Forge;
  readonly workspace: Workspace;
  readonly base: Branch;
  readonly baseTip: ObjectName;
  readonly look: Look;
  readonly log: Log;
}

/** A session, and what it has done so far. */
export interface Surroundings extends Session {
  /** Whether one more may be open. */
  readonly mayOpen: () => boolean;
}

/** What was done about a branch: a word, and the request that it was done to. */
export interface Done {
  readonly what:
    | "opened"
    | "updated"
    | "unchanged"
    | "closed"
    | "left closed"
    | "left to people"
    | "not opened"
    | "nothing to fix";
  readonly request?: Request;
}

/** Decides about one branch and does it. @throws Outrun, BotError, GitError */
export async function publish(proposal: Proposal, around: Surroundings): Promise<Done> {
  const { forge, baseTip, look } = around;
  const { branch, content, incomplete } = proposal;
  const requests = await forge.requestsFrom(branch);
  const tip = look.tips.get(branch);
  const decision = decide({ content, incomplete, base: baseTip, tip, requests });
  switch (decision.do) {
    case "nothing":
      return { what: "nothing to fix" };
    case "wait":
      return { what: "unchanged", request: decision.request };
    case "stay-closed":
      return { what: "left closed", request: decision.request };
    case "close":
      return retire(decision.request, tip, around);
    case "keep":
      return keep(decision.request, proposal, forge);
    case "update":
      return update(decision, proposal, tip, around);
    case "open":
      if (!around.mayOpen()) return { what: "not opened" };
      return open(decision.known, proposal, tip, around);
  }
}

/** The branch is as it should be. The text may have changed all the same, with what was refused elsewhere. */
async function keep(request: Request, proposal: Proposal, forge: Forge): Promise<Done> {
  const marker = readMarker(request.body);
  if (marker !== undefined) await renew(request, proposal, marker, forge);
  return { what: "unchanged", request };
}

async function renew(request: Request, proposal: Proposal, marker: Marker, forge: Forge): Promise<void> {
  const body = bodyOf(request.body, proposal, marker, forge);
  if (body !== request.body.replaceAll("\r\n", "\n").trimEnd()) await forge.update(request.number, body);
}

async function update(
  { request, known }: Extract<Decision, { do: "update" }>,
  proposal: Proposal,
  tip: ObjectName | undefined,
  around: Surroundings,
): Promise<Done> {
  const { workspace, forge, base, baseTip } = around;
  const { branch, content } = proposal;
  const result = pushBranch(workspace, { branch, base, baseTip, tip, known, head: lastOf(proposal) });
  if ("conflict" in result) {
    await sayOnce(request, "conflict", COMMENTS.conflict, forge);
    return { what: "left to people", request };
  }
  await renew(request, proposal, { content, base: baseTip, head: result.head }, forge);
  return { what: "updated", request };
}

async function open(
  known: Known,
  proposal: Proposal,
  tip: ObjectName | undefined,
  around: Surroundings,
): Promise<Done> {
  const { workspace, forge, base, baseTip, log } = around;
  const { draft, labels, reviewers } = around.settings;
  const { branch, content, title } = proposal;
  const result = pushBranch(workspace, { branch, base, baseTip, tip, known, head: lastOf(proposal) });
  if ("conflict" in result) {
    log.warn(
      `${branch} has commits of people that conflict with the fixes: delete it, or merge them, and run again`,
    );
    return { what: "left to people" };
  }
  const body = bodyOf("", proposal, { content, base: baseTip, head: result.head }, forge);
  const { request, warnings } = await forge.open({ title, body, branch, base, draft, labels, reviewers });
  for (const warning of warnings) log.warn(warning);
  return { what: "opened", request };
}

function lastOf(proposal: Proposal): ObjectName {
  const last = proposal.commits().at(-1);
  if (last === undefined) throw new BotError("there is nothing to commit");
  return last.name;
}

function bodyOf(before: string, proposal: Proposal, marker: Marker, forge: Forge): string {
  // What the section needs beside its text, and what people wrote around it.
  const others = writeSection(before, "", marker).length;
  return writeSection(before, proposal.text(forge.bodyLimit - others), marker);
}

/** Closes a request that has nothing left to propose, and deletes its branch; unless people worked on it. */
export async function retire(
  request: Request,
  tip: ObjectName | undefined,
  { workspace, forge }: Surroundings,
): Promise<Done> {
  const own = tip === undefined || tip === readMarker(request.body)?.head;
  if (!own && hasPeople(workspace, request.base, request.branch, tip)) {
    await sayOnce(request, "done-but-people", COMMENTS.doneButPeople, forge);
    return { what: "left to people", request };
  }
  // First of all, so that the same fixes, when they are needed again, are not taken for refused.
  await forge.update(request.number, withoutContent(request.body));
  await forge.comment(request.number, COMMENTS.done);
  await forge.close(request.number);
  if (tip !== undefined) deleteBranch(workspace, request.branch, tip);
  return { what: "closed", request };
}

async function sayOnce(request: Request, kind: string, text: string, forge: Forge): Promise<void> {
  if (saidBefore(await forge.comments(request.number), kind)) return;
  await forge.comment(request.number, onceComment(kind, text));
}
