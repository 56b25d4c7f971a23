/** Seconds a run may take before it says how far it is. */
const QUIET_FOR = 1;
/** Seconds between two signs of progress. */
const PAUSE = 0.2;

/** Progress on a terminal's standard error, once a run takes longer than a second; silent anywhere else. */
export class Progress {
  readonly #started = process.uptime();
  #last = 0;
  #shown = false;

  constructor(
    readonly stream: NodeJS.WriteStream,
    readonly enabled: boolean,
  ) {}

  show(done: number, total: number): void {
    if (!this.enabled) return;
    const now = process.uptime();
    if (now - this.#started < QUIET_FOR || now - this.#last < PAUSE) return;
    this.#last = now;
    this.#shown = true;
    this.stream.write(`\r\u001b[K${done} of ${total} …`);
  }

  clear(): void {
    if (this.#shown) this.stream.write("\r\u001b[K");
    this.#shown = false;
  }
}
