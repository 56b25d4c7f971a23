/** The bot can't go on. The message is one line: what is wrong and what to do. */
export class BotError extends Error {
  override readonly name = "BotError";
}

/** Another run was faster; there is nothing left for this one to do. */
export class Outrun extends Error {
  override readonly name = "Outrun";
}
