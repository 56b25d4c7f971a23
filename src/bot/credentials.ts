import { BotError } from "./error.js";
import type { ForgeName } from "./forge.js";
import { GRANTS } from "./refusal.js";
import type { Remote } from "./remote.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables each forge's own tools read, the first that is set wins. */
const VARIABLES: Readonly<Record<ForgeName, readonly string[]>> = {
  github: ["GITHUB_TOKEN", "GH_TOKEN"],
  gitlab: ["GITLAB_TOKEN", "CI_JOB_TOKEN"],
  gitea: ["GITEA_TOKEN"],
};

/** Every variable that may hold a token: what must be in no output. */
const SECRET_VARIABLES = [...Object.values(VARIABLES).flat(), "FORGEJO_TOKEN"];

/** The user name that each takes beside a token, over http. */
const USERS: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: "x-access-token",
  GH_TOKEN: "x-access-token",
  GITLAB_TOKEN: "oauth2",
  CI_JOB_TOKEN: "gitlab-ci-token",
  GITEA_TOKEN: "oauth2",
};

export interface Token {
  readonly value: string;
  /** The variable it came from. */
  readonly from: string;
}

/** On the runners of Gitea and Forgejo, Actions' variables keep GitHub's names. */
function variablesOf(forge: ForgeName, environment: Environment): readonly string[] {
  const ownRunner = environment["GITEA_ACTIONS"] === "true" || environment["FORGEJO_ACTIONS"] === "true";
  if (forge === "gitea")
    return ownRunner ? ["GITEA_TOKEN", "FORGEJO_TOKEN", "GITHUB_TOKEN"] : ["GITEA_TOKEN", "FORGEJO_TOKEN"];
  return VARIABLES[forge];
}

export function findToken(forge: ForgeName, environment: Environment): Token | undefined {
  for (const from of variablesOf(forge, environment)) {
    const value = environment[from]?.trim();
    if (value !== undefined && value !== "") return { value, from };
  }
  return undefined;
}

/** @throws BotError that says which variable to set, and what the token needs */
export function needToken(forge: ForgeName, environment: Environment): Token {
  const token = findToken(forge, environment);
  if (token === undefined) {
    throw new BotError(
      `there is no token for ${forge}: set ${variablesOf(forge, environment)[0] ?? ""} to one with ${GRANTS[forge]}`,
    );
  }
  if (/[\u0000-\u0020\u007f-\uffff]/.test(token.value))
    throw new BotError(`${token.from} holds what no token has: a space, a line break or the like`);
  return token;
}

/**
 * Settings that let git speak to the remote. The header goes to its address only, and the user's helpers are not
 * asked to keep anything. An empty value takes back headers from the user's own settings: GitHub refuses two.
 */
export function gitSettings(
  remote: Remote,
  token: Token | undefined,
): readonly (readonly [key: string, value: string])[] {
  if (!/^https?:/.test(remote.url) || remote.origin === undefined) return [];
  const login =
    token === undefined ? remote.login : { user: USERS[token.from] ?? "oauth2", password: token.value };
  if (login === undefined) return [];
  const basic = Buffer.from(`${login.user}:${login.password}`).toString("base64");
  const key = `http.${remote.origin}/.extraHeader`;
  return [
    [key, ""],
    [key, `Authorization: Basic ${basic}`],
    ["credential.helper", ""],
  ];
}

/** Puts `***` for every secret: tokens of all variables, the password of the remote's address, and their base64. */
export function redactor(environment: Environment, remote?: Remote): (text: string) => string {
  const secrets = new Set<string>();
  const add = (user: string, secret: string | undefined): void => {
    const value = secret?.trim();
    if (value === undefined || value.length < 4) return;
    secrets.add(value);
    secrets.add(encodeURIComponent(value));
    secrets.add(Buffer.from(`${user}:${value}`).toString("base64"));
  };
  for (const name of SECRET_VARIABLES) add(USERS[name] ?? "oauth2", environment[name]);
  if (remote?.login !== undefined) add(remote.login.user, remote.login.password);
  const all = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => all.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
