import { BotError } from "./error.js";
import type { Forge, ForgeAccess, ForgeName } from "./forge.js";
import type { Remote } from "./remote.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** A forge and where its API is. */
export interface ForgePlace {
  readonly name: ForgeName;
  /** As ForgeAccess.api. */
  readonly api: string;
  /** As ForgeAccess.path. */
  readonly path: string;
}

/** Services that everybody may use. */
const PUBLIC: Readonly<Record<string, ForgeName>> = {
  "github.com": "github",
  "gitlab.com": "gitlab",
  "gitea.com": "gitea",
  "codeberg.org": "gitea",
};

/** The forge that CI says it runs for. A host's mere name decides nothing: the token would go to whoever has it. */
function ofRunner(environment: Environment): { readonly name: ForgeName; readonly web: string } | undefined {
  const gitlab = environment["CI_SERVER_URL"];
  if (gitlab !== undefined && gitlab !== "") return { name: "gitlab", web: gitlab };
  const actions = environment["GITHUB_SERVER_URL"];
  if (actions === undefined || actions === "") return undefined;
  const gitea = environment["GITEA_ACTIONS"] === "true" || environment["FORGEJO_ACTIONS"] === "true";
  return { name: gitea ? "gitea" : "github", web: actions };
}

/**
 * Which forge a remote is on, and where its API is.
 *
 * @param forced `--forge`
 * @param web `--forge-url`: where the forge's pages are, when the remote's address does not say (ssh through
 *   another host, a local path, a forge below a path)
 * @throws BotError where nothing says which forge it is
 */
export function choosePlace(
  remote: Remote,
  forced: ForgeName | undefined,
  web: string | undefined,
  environment: Environment,
): ForgePlace {
  const runner = ofRunner(environment);
  const onRunner = runner !== undefined && hostOf(runner.web) === remote.host;
  const name = forced ?? PUBLIC[remote.host] ?? (onRunner ? runner.name : undefined);
  if (name === undefined) {
    const where = remote.host === "" ? "a local path" : remote.host;
    throw new BotError(`which forge is ${where}? Pass --forge github, gitlab or gitea`);
  }
  const page = web ?? (onRunner ? runner.web : remote.origin);
  if (page === undefined) throw new BotError("the remote is a local path: pass --forge-url as well");
  const root = webAddress(page);
  const path = withoutPrefix(remote.path, root.pathname);
  if (!/^[^/]+(?:\/[^/]+)+$/.test(path))
    throw new BotError("the remote's address has no owner and name, so no forge knows the repository");
  return {
    name,
    api: apiOf(name, root),
    path: name === "gitlab" ? path : path.split("/").slice(-2).join("/"),
  };
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return "";
  }
}

function webAddress(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new BotError("--forge-url is no address: write https://git.example.org");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new BotError("--forge-url must begin with https:// or http://");
  url.username = "";
  url.password = "";
  return url;
}

/** A forge below a path has that path in its remotes as well. */
function withoutPrefix(path: string, root: string): string {
  const prefix = root.replace(/^\/+|(?<!\/)\/+$/g, "");
  return prefix !== "" && path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path;
}

function apiOf(name: ForgeName, web: URL): string {
  const root = web.href.replace(/(?<!\/)\/+$/, "");
  if (name === "gitlab") return root;
  if (name === "gitea") return `${root}/api/v1`;
  // GitHub Enterprise Cloud with data residency has its API beside it, as github.com; a server has it below.
  if (web.host === "github.com" || web.host.endsWith(".ghe.com")) return `https://api.${web.host}`;
  return `${root}/api/v3`;
}

/** Each forge's library is loaded only when it is used. */
export async function openForge(place: ForgePlace, token: { value: string; from: string }): Promise<Forge> {
  const access: ForgeAccess = {
    api: place.api,
    path: place.path,
    token: token.value,
    tokenFrom: token.from,
  };
  switch (place.name) {
    case "github":
      return (await import("./github.js")).github(access);
    case "gitlab":
      return (await import("./gitlab.js")).gitlab(access);
    case "gitea":
      return (await import("./gitea.js")).gitea(access);
  }
}
