/** A usage error or another end of the whole run: one line on standard error, exit status 2. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** Exit statuses of the contract. */
export const EXIT = { done: 0, wouldChange: 1, failed: 2, interrupted: 130 } as const;
