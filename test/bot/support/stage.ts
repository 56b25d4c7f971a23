import type { Request } from "../../../src/bot/forge.js";

/** One repository on one forge, with what a person would do there. */
export interface Stage {
  readonly name: "github" | "gitlab" | "gitea";
  /** The remote's address, without a password. */
  readonly remote: string;
  readonly token: string;
  readonly variable: string;
  /** All requests of the repository, the oldest first. */
  requests(): Promise<readonly Request[]>;
  comments(number: number): Promise<readonly string[]>;
  labels(number: number): Promise<readonly string[]>;
  /** As a person does it. */
  close(number: number): Promise<void>;
  /** A person writes into the body. */
  edit(number: number, body: string): Promise<void>;
  /** Squashed onto the base, which leaves the branch as it is. */
  merge(number: number): Promise<void>;
  /** What the stand-in found wrong with the calls; a real forge answers with an error itself. */
  violations(): readonly string[];
  /** Waits until the forge has taken note of the first push. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** An answer that a stand-in gives instead of its own, once. */
export interface Fault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}
