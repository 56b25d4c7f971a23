import { setTimeout as pause } from "node:timers/promises";

/** Statuses that another try may change: rate limits and a forge in trouble. */
const AGAIN: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const TRIES = 4;
/** Milliseconds. */
const FIRST_PAUSE = 500;
/** Milliseconds. A forge that asks for more is not waited for. */
const LONGEST_PAUSE = 60_000;

/** Milliseconds that `Retry-After` asks for: seconds or a date (RFC 9110). */
export function retryAfter(header: string | null | undefined, now: number): number | undefined {
  if (header === null || header === undefined || header === "") return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Milliseconds to wait before the next try, twice as long each time; undefined: give up. */
export function pauseBefore(
  attempt: number,
  status: number,
  header: string | null | undefined,
  now: number,
): number | undefined {
  if (!AGAIN.has(status) || attempt >= TRIES) return undefined;
  const wanted = retryAfter(header, now) ?? FIRST_PAUSE * 2 ** (attempt - 1);
  return wanted > LONGEST_PAUSE ? undefined : wanted;
}

/** Calls again while the answer's status may be passing. `call` gives the status and the Retry-After of its answer. */
export async function retrying<T extends { readonly status: number; readonly retryAfter?: string | null }>(
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await call();
    const wait = pauseBefore(attempt, answer.status, answer.retryAfter, Date.now());
    if (wait === undefined) return answer;
    await pause(wait);
  }
}
