/** Seconds of each unit that `timeout`, `sleep` and Go's durations know. */
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Seconds of a literal duration: `1800`, `30m`, `1.5h` (coreutils) or `1h30m` (Go's time.ParseDuration).
 * Undefined for anything else, and for 0, which means "no limit" to every tool that takes one.
 */
export function readSeconds(text: string): number | undefined {
  if (text.length > 20) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) || undefined;
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(?<!\d)(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    seconds += Number(count) * (UNITS[unit ?? ""] ?? 0);
  }
  return seconds || undefined;
}
