import { oneLine } from "../text/escape.js";
import { BotError } from "./error.js";
import type { ForgeName } from "./forge.js";

/** What a token needs, in each forge's own words. */
export const GRANTS: Readonly<Record<ForgeName, string>> = {
  github: "contents: write and pull-requests: write (a classic token: the repo scope)",
  gitlab:
    "the api and write_repository scopes and the Developer role (CI_JOB_TOKEN may not open merge requests)",
  gitea: "the scopes write:repository and write:issue",
};

/** The forge said no: one line that says what to grant or to change. */
export function refusal(
  forge: ForgeName,
  tokenFrom: string,
  status: number,
  said: string,
  doing: string,
): BotError {
  const what = `${forge} refused to ${doing} (${status}${said === "" ? "" : `: ${oneLine(said).slice(0, 300)}`})`;
  switch (status) {
    case 401:
      return new BotError(`${what}; ${tokenFrom} is not valid there, or has expired: renew it`);
    case 403:
      return new BotError(
        `${what}; give ${tokenFrom} ${GRANTS[forge]}${forge === "github" ? ACTIONS_SETTING : ""}`,
      );
    case 404:
      return new BotError(
        `${what}; ${tokenFrom} can't see the repository, or it is not there: check its address, or grant ${GRANTS[forge]}`,
      );
    case 422:
      return new BotError(`${what}; check --base, --label, --reviewer and --draft`);
    default:
      return new BotError(`${what}; try again later`);
  }
}

/** Repositories of an organisation are made with this off. */
const ACTIONS_SETTING =
  '; for the token of Actions also switch on "Allow GitHub Actions to create and approve pull requests" in the settings';
