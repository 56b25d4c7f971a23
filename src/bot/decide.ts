import type { Request } from "./forge.js";
import { type Marker, readMarker } from "./marker.js";
import type { ObjectName } from "./workspace.js";

/** What a run finds: the fixes on one side, the branch and its requests on the other. */
export interface Situation {
  /** As contentOf gives it. */
  readonly content: string | undefined;
  /** Whether files could not be looked at, so that fixes may be missing. */
  readonly incomplete: boolean;
  readonly base: ObjectName;
  /** What the branch ends with, where there is one. */
  readonly tip: ObjectName | undefined;
  /** Of the branch, the newest first. */
  readonly requests: readonly Request[];
}

export type Decision =
  /** Nothing to fix and nothing open. */
  | { readonly do: "nothing" }
  /** Nothing to fix as far as could be seen, but something may have been missed: leave what is open. */
  | { readonly do: "wait"; readonly request: Request }
  | { readonly do: "close"; readonly request: Request }
  /** A person closed a request for just this. */
  | { readonly do: "stay-closed"; readonly request: Request }
  /** The open request has just this, on this base. */
  | { readonly do: "keep"; readonly request: Request }
  | { readonly do: "update"; readonly request: Request; readonly known: Known }
  | { readonly do: "open"; readonly known: Known };

/** Whose the branch's tip is known to be: the bot's (it may be replaced), or to be found out from its commits. */
export type Known = "no-branch" | "own" | "unknown";

/** What to do about one branch. A function of what it is given, so that every manner can be tested by itself. */
export function decide({ content, incomplete, base, tip, requests }: Situation): Decision {
  const open = requests.find((request) => request.state === "open");
  const marker = open === undefined ? undefined : readMarker(open.body);
  if (content === undefined) {
    if (open === undefined) return { do: "nothing" };
    return incomplete ? { do: "wait", request: open } : { do: "close", request: open };
  }
  const known = knownOf(tip, marker, requests);
  if (open !== undefined) {
    const same = marker?.content === content && marker.base === base && tip !== undefined;
    return same ? { do: "keep", request: open } : { do: "update", request: open, known };
  }
  const refused = requests.find(
    (request) => request.state === "closed" && readMarker(request.body)?.content === content,
  );
  return refused === undefined ? { do: "open", known } : { do: "stay-closed", request: refused };
}

function knownOf(
  tip: ObjectName | undefined,
  marker: Marker | undefined,
  requests: readonly Request[],
): Known {
  if (tip === undefined) return "no-branch";
  const merged = requests.some((request) => request.state === "merged" && request.head === tip);
  return tip === marker?.head || merged ? "own" : "unknown";
}
