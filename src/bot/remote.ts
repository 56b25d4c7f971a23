import { BotError } from "./error.js";

/** A git remote's address in parts. Passwords in it are taken out: they must reach no log. */
export interface Remote {
  /** What git is given: without user name and password, where it is an http address. */
  readonly url: string;
  /** `https://host[:port]`, of the server that has the repository; undefined for a local path. */
  readonly origin: string | undefined;
  /** In lower case, with its port where that is not the scheme's own. */
  readonly host: string;
  /** `owner/name`: without `/` at either end and without `.git`. */
  readonly path: string;
  /** What stood before the `@` of an http address. */
  readonly login: Login | undefined;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** `git@host:owner/name`, as git's own: no `/` before the first colon. */
const SCP_LIKE = /^(?:[^@/:\s]+@)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(?!\/\/)(.+)$/;

/** @throws BotError for a form that could run a program (`ext::…`) or that no forge has */
export function parseRemote(written: string): Remote {
  if (written.startsWith("/") || written.startsWith("file://"))
    return {
      url: written,
      origin: undefined,
      host: "",
      path: repositoryPath(written.replace(/^file:\/\//, "")),
      login: undefined,
    };
  const scp = SCP_LIKE.exec(written);
  if (scp !== null && !written.includes("://")) {
    const [, host = "", path = ""] = scp;
    if (path.startsWith(":") || host.startsWith("-")) throw new BotError(UNKNOWN);
    return {
      url: written,
      origin: `https://${host.toLowerCase()}`,
      host: host.toLowerCase(),
      path: repositoryPath(path),
      login: undefined,
    };
  }
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    throw new BotError(UNKNOWN);
  }
  const { protocol, hostname, host } = url;
  const path = repositoryPath(decodeURI(url.pathname));
  if (protocol === "ssh:" || protocol === "git+ssh:") {
    if (hostname.startsWith("-")) throw new BotError(UNKNOWN);
    // The port is ssh's, not the web server's.
    return { url: written, origin: `https://${hostname}`, host: hostname, path, login: undefined };
  }
  if (protocol !== "https:" && protocol !== "http:") throw new BotError(UNKNOWN);
  const login =
    url.password === ""
      ? undefined
      : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  url.username = "";
  url.password = "";
  return { url: url.href, origin: url.origin, host, path, login };
}

const UNKNOWN = "the remote's address is none that a forge has: use https://, ssh:// or git@host:owner/name";

function repositoryPath(path: string): string {
  const bare = path.replace(/^\/+/, "").replace(/(?<!\/)\/+$/, "");
  return bare.endsWith(".git") ? bare.slice(0, -4) : bare;
}
