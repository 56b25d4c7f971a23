/** Seconds in each unit that a duration may be written in. */
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

/** How a duration is to be written, for messages. */
export const DURATION_FORMS = "90, 90s, 20m, 1h30m or 2d";

/**
 * Reads `90`, `90s`, `20m`, `1h30m`, `2d`.
 *
 * @returns whole seconds above 0; undefined for anything else
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,9}|(?:\d{1,9}[smhd])+)$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = "", unit = "s"] of text.matchAll(/(\d+)([smhd])?/g))
    seconds += Number(amount) * (UNITS[unit] ?? 1);
  return seconds > 0 && Number.isSafeInteger(seconds * 3) ? seconds : undefined;
}

/** Seconds as people say them: `20m`, `1h30m`, `45s`. */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of [
    ["h", 3600],
    ["m", 60],
    ["s", 1],
  ] as const) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.length === 0 ? "0s" : parts.join("");
}
