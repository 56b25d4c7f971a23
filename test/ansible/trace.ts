/** The events that plugins/callback/trace.py writes, one JSON document a line. */
export type TraceEvent =
  | { readonly event: "play"; readonly name: string }
  | { readonly event: "task"; readonly name: string; readonly action: string; readonly handler: boolean }
  | { readonly event: "notify"; readonly handler: string; readonly host: string }
  | ResultEvent
  | {
      readonly event: "item";
      readonly host: string;
      readonly task: string;
      readonly status: Status;
      readonly result: Result;
    }
  | { readonly event: "stats"; readonly hosts: Readonly<Record<string, Stats>> };

export type Status = "ok" | "failed" | "ignored" | "skipped" | "unreachable";

export interface ResultEvent {
  readonly event: "result";
  readonly host: string;
  readonly task: string;
  readonly action: string;
  readonly handler: boolean;
  readonly status: Status;
  readonly result: Result;
}

export interface Result {
  readonly changed?: boolean;
  readonly msg?: unknown;
  readonly rc?: number;
  readonly stdout?: string;
  readonly results_file?: string;
}

export interface Stats {
  readonly ok: number;
  readonly failures: number;
  readonly unreachable: number;
  readonly rescued: number;
  readonly ignored: number;
  readonly skipped: number;
}

export function parseTrace(text: string): readonly TraceEvent[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as TraceEvent);
}
