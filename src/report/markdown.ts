import type { FileResult, ReportedFinding } from "../engine/result.js";
import { diffFold } from "./markdown-diff.js";
import { codeSpan, prose } from "./markdown-escape.js";
import type { Report } from "./summary.js";

/** What a transform's documentation says of it, for people who never heard of it: our own Markdown. */
export interface TransformNotes {
  readonly title: string;
  /** One paragraph. */
  readonly why: string;
  /** What can change, and what to watch. */
  readonly safety: string;
}

export interface MarkdownSettings {
  readonly notesOf: (transform: string) => TransformNotes | undefined;
  /** UTF-16 units that the whole may have; diffs are left out first, then rows. */
  readonly limit: number;
}

interface Placed {
  readonly path: string;
  readonly finding: ReportedFinding;
}

/** Rows of a table, tried from the first number down until everything fits. */
const ROWS = [100, 40, 15, 5, 1] as const;

/**
 * The report for a pull request's body, a job's summary or a wiki: what and why for each transform, each task with
 * its old and new values and the evidence, what was refused, how to keep a task as it is, and the diffs, folded.
 * Nothing from a playbook is Markdown in it.
 */
export function markdownReport(report: Report, settings: MarkdownSettings): string {
  const { limit } = settings;
  let text = "";
  for (const rows of ROWS) {
    text = withoutDiffs(report, settings, rows);
    if (text.length <= limit) break;
  }
  if (text.length > limit) return `${heading(report)}\n`.slice(0, limit);
  const diffs = report.files.some((file) => file.status === "changed")
    ? diffFold(report.files, limit - text.length - 2)
    : "";
  return diffs === "" ? text : `${text}\n${diffs}`;
}

function withoutDiffs(report: Report, settings: MarkdownSettings, rows: number): string {
  const placed = report.files.flatMap((file) =>
    file.findings.map((finding): Placed => ({ path: file.path, finding })),
  );
  const fixed = placed.filter(({ finding }) => finding.outcome === "fixed");
  const refused = placed.filter(({ finding }) => finding.outcome === "refused");
  const suppressed = placed.length - fixed.length - refused.length;
  const sections = [
    heading(report),
    ...byTransform(fixed).map(([id, list]) => transformSection(id, list, settings, rows)),
    refusedSection(refused, rows),
    errorsSection(report, rows),
    fixed.length > 0 ? SUPPRESSING : "",
    suppressed > 0 ? `Suppressed by comments: ${suppressed}.` : "",
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function heading({ files }: Report): string {
  const changed = files.filter((file) => file.status === "changed");
  if (changed.length === 0) return "No `async` or `poll` is to be changed.";
  const tasks = new Set(
    files.flatMap((file) =>
      file.findings
        .filter((finding) => finding.outcome === "fixed")
        .map((finding) => `${finding.taskLine}:${file.path}`),
    ),
  ).size;
  const unsafe = fixedFindings(files).filter((finding) => finding.safety === "unsafe").length;
  const what = `**${count(tasks, "task")} in ${count(changed.length, "file")}**: background tasks that Ansible would cut short, poll too often or lose track of.`;
  return unsafe === 0
    ? `${what} All changes are safe: runs that succeed do the same work with the same outcome.`
    : `${what} **${unsafe} of the changes can alter how a run behaves**: see what is marked unsafe below.`;
}

function fixedFindings(files: readonly FileResult[]): readonly ReportedFinding[] {
  return files.flatMap((file) => file.findings.filter((finding) => finding.outcome === "fixed"));
}

function byTransform(list: readonly Placed[]): readonly (readonly [string, readonly Placed[]])[] {
  const groups = new Map<string, Placed[]>();
  for (const each of list) {
    const group = groups.get(each.finding.transform);
    if (group === undefined) groups.set(each.finding.transform, [each]);
    else group.push(each);
  }
  return [...groups];
}

function transformSection(
  id: string,
  list: readonly Placed[],
  { notesOf }: MarkdownSettings,
  rows: number,
): string {
  const notes = notesOf(id);
  const unsafe = list.filter(({ finding }) => finding.safety === "unsafe").length;
  const head = `### ${codeSpan(id)}${notes === undefined ? "" : `: ${notes.title}`}`;
  // The documentation's own first word is said already.
  const watch = (notes?.safety ?? "").replace(/^Unsafe: /, "") || "try it before you merge.";
  const parts = [
    head,
    notes?.why ?? "",
    unsafe > 0 ? `> **Unsafe, ${unsafe} of ${count(list.length, "change")}:** ${quoted(watch)}` : "",
    table(list, rows),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function quoted(text: string): string {
  return text.split("\n").join("\n> ");
}

/** Values have columns only where there are any: an inserted task has none. */
function table(list: readonly Placed[], rows: number): string {
  const valued = list.some(({ finding }) => finding.old !== undefined || finding.new !== undefined);
  const lines = valued
    ? ["| Task | Where | Before | After | Evidence |", "| --- | --- | --- | --- | --- |"]
    : ["| Task | Where | What |", "| --- | --- | --- |"];
  for (const { path, finding } of list.slice(0, rows)) {
    const cells = [codeSpan(finding.task), codeSpan(`${path}:${finding.line}`)];
    if (valued) cells.push(valueCell(finding.old), valueCell(finding.new), prose(evidence(finding)));
    else cells.push(prose(finding.message));
    lines.push(`| ${cells.join(" | ")} |`);
  }
  if (list.length > rows) lines.push("", `… and ${list.length - rows} more.`);
  return lines.join("\n");
}

function valueCell(value: string | undefined): string {
  return value === undefined ? "none" : codeSpan(value);
}

/** A message begins with the values, which have cells of their own. */
function evidence({ message, old = "", new: now = "" }: ReportedFinding): string {
  const values = `${old} -> ${now}: `;
  const at = message.indexOf(values);
  return at === -1 ? message : message.slice(at + values.length);
}

interface Refusal {
  readonly transform: string;
  readonly because: string;
  readonly reasons: Set<string>;
  readonly places: string[];
}

/** How many places of one refusal are named. */
const PLACES = 5;

function refusedSection(list: readonly Placed[], rows: number): string {
  if (list.length === 0) return "";
  const groups = new Map<string, Refusal>();
  for (const { path, finding } of list) {
    const { transform, reason = "", because = reason } = finding;
    const key = JSON.stringify([transform, because]);
    const group = groups.get(key) ?? { transform, because, reasons: new Set(), places: [] };
    groups.set(key, group);
    group.reasons.add(reason);
    group.places.push(`${path}:${finding.line}`);
  }
  const sorted = [...groups.values()].sort((a, b) => b.places.length - a.places.length);
  const lines = sorted.slice(0, rows).map(({ transform, because, reasons, places }) => {
    const [first = ""] = reasons;
    const why = reasons.size === 1 ? first : `${because}. The first: ${first}`;
    const named = places.slice(0, PLACES).map(codeSpan).join(", ");
    const rest = places.length > PLACES ? ` and ${places.length - PLACES} more` : "";
    return `| ${codeSpan(transform)} | ${prose(why)} | ${named}${rest} |`;
  });
  if (sorted.length > rows) lines.push("", `… and ${sorted.length - rows} more reasons.`);
  return [
    `### Left alone: ${count(list.length, "finding")} for a person to settle`,
    "",
    "| Transform | Why, and how to settle it | Where |",
    "| --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function errorsSection({ errors }: Report, rows: number): string {
  if (errors.length === 0) return "";
  const lines = errors.slice(0, rows).map(({ path, line, message }) => {
    const where = line === undefined ? path : `${path}:${line}`;
    return `- ${codeSpan(where)}: ${prose(message)}`;
  });
  if (errors.length > rows) lines.push(`- … and ${errors.length - rows} more`);
  return [`### Not looked at: ${count(errors.length, "file")}`, "", ...lines].join("\n");
}

const SUPPRESSING = `### To keep a task as it is

Put \`# async-fix: ignore\` on the task, or \`# async-fix: ignore[raise-async]\` for one transform only. \`# async-fix: expected=20m\` says how long a task takes. \`skip:\`, \`exclude:\` and \`rules:\` in \`.async-fix.yml\` do the same for many.`;

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
