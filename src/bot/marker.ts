/**
 * What the bot has to know of its last run is kept in the request's body, in a comment that no reader sees. With
 * it the bot's text begins, and with another it ends; what people write before and after stays.
 */
export interface Marker {
  /** As contentOf gives it; undefined where the bot itself closed the request. */
  readonly content: string | undefined;
  /** The commit of the base that the branch was built on. */
  readonly base: string;
  /** The last commit that the bot made on the branch. */
  readonly head: string;
}

const END = "<!-- async-fix: end -->";
const STATE = /<!-- async-fix: content=([0-9a-f]{32}|none) base=([0-9a-f]{40,64}) head=([0-9a-f]{40,64}) -->/;

/** The first one counts: a task's name, which can look like one too, stands below it. */
export function readMarker(body: string): Marker | undefined {
  const [, content, base, head] = STATE.exec(body) ?? [];
  if (content === undefined || base === undefined || head === undefined) return undefined;
  return { content: content === "none" ? undefined : content, base, head };
}

/** A body with the bot's section in it: in the place of the one it had, else below what is there. */
export function writeSection(body: string, text: string, { content, base, head }: Marker): string {
  const mine = `<!-- async-fix: content=${content ?? "none"} base=${base} head=${head} -->\n${text.trimEnd()}\n\n${END}`;
  const normal = body.replaceAll("\r\n", "\n").trimEnd();
  const begin = normal.search(STATE);
  const end = normal.lastIndexOf(END);
  if (begin !== -1 && end > begin) return normal.slice(0, begin) + mine + normal.slice(end + END.length);
  return normal === "" ? mine : `${normal}\n\n${mine}`;
}

/** The same body, saying that the bot proposes nothing any more. */
export function withoutContent(body: string): string {
  return body.replace(STATE, (state) => state.replace(/content=\S+/, "content=none"));
}

/** A comment that is made once: `kind` is remembered in it. */
export function onceComment(kind: string, text: string): string {
  return `${text}\n\n<!-- async-fix: said ${kind} -->`;
}

export function saidBefore(comments: readonly string[], kind: string): boolean {
  return comments.some((comment) => comment.includes(`<!-- async-fix: said ${kind} -->`));
}
