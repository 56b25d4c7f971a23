/** yaml/resolver.py and constructor.py, timestamp_regexp; the groups are those that can be out of range. */
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+](\d\d?)(?::(\d\d))?))?)?$/;
/** Without a time of day, month and day have two digits. */
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Is the plain scalar a timestamp to PyYAML? */
export function isTimestamp(text: string): boolean {
  return /^\d{4}-/.test(text) && (DATE.test(text) || (text.includes(":") && TIMESTAMP.test(text)));
}

/** A timestamp that Python's datetime refuses: 2024-13-45. */
export function isImpossibleTime(text: string): boolean {
  if (!isTimestamp(text)) return false;
  const parts = TIMESTAMP.exec(text)?.slice(1) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] =
    parts.map((part) => Number(part ?? 0));
  // Day 0 of the next month is the last of this one; the year 2000 stands for leap years of four digits.
  const lastDay = new Date(Date.UTC(year + 400, month, 0)).getUTCDate();
  return (
    year < 1 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > lastDay ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    // datetime.timezone wants less than a day.
    zoneHour * 60 + zoneMinute >= 24 * 60
  );
}
