import { describe, expect, it } from "vitest";
import { choosePlace } from "../../src/bot/choose-forge.js";
import { findToken, gitSettings, needToken, redactor } from "../../src/bot/credentials.js";
import { parseRemote } from "../../src/bot/remote.js";

describe("parseRemote", () => {
  it.each([
    ["https://github.com/team/site.git", "https://github.com/team/site.git", "github.com", "team/site"],
    [
      "https://user:pa%3Ass@git.example.org:8443/a/b/c.git/",
      "https://git.example.org:8443/a/b/c.git/",
      "git.example.org:8443",
      "a/b/c",
    ],
    ["git@github.com:team/site.git", "git@github.com:team/site.git", "github.com", "team/site"],
    [
      "ssh://git@git.example.org:2222/team/site",
      "ssh://git@git.example.org:2222/team/site",
      "git.example.org",
      "team/site",
    ],
    ["/srv/git/site.git", "/srv/git/site.git", "", "srv/git/site"],
    ["file:///srv/git/site.git", "file:///srv/git/site.git", "", "srv/git/site"],
  ])("%s", (written, url, host, path) => {
    expect(parseRemote(written)).toMatchObject({ url, host, path });
  });

  it("keeps a password apart from the address", () => {
    expect(parseRemote("https://user:pa%3Ass@example.org/a/b").login).toEqual({
      user: "user",
      password: "pa:ss",
    });
  });

  it.each([
    "ext::sh -c id",
    "-oProxyCommand=id:a/b",
    "ssh://-oProxyCommand=id/a/b",
    "javascript://1",
    "nothing",
    "fd::3",
  ])("refuses %s", (written) => {
    expect(() => parseRemote(written)).toThrow("none that a forge has");
  });
});

describe("choosePlace", () => {
  const place = (remote: string, environment: Readonly<Record<string, string>> = {}, web?: string) =>
    choosePlace(parseRemote(remote), undefined, web, environment);

  it("knows the public services", () => {
    expect(place("git@github.com:team/site.git")).toEqual({
      name: "github",
      api: "https://api.github.com",
      path: "team/site",
    });
    expect(place("https://gitlab.com/a/b/c/d.git")).toEqual({
      name: "gitlab",
      api: "https://gitlab.com",
      path: "a/b/c/d",
    });
    expect(place("https://codeberg.org/a/b")).toMatchObject({
      name: "gitea",
      api: "https://codeberg.org/api/v1",
    });
    expect(place("https://octo.ghe.com/a/b", { GITHUB_SERVER_URL: "https://octo.ghe.com" })).toMatchObject({
      api: "https://api.octo.ghe.com",
    });
  });

  it("knows the forge that CI runs for, by its address and not by a name that looks like it", () => {
    const gitlab = { CI_SERVER_URL: "https://git.example.org/lab" };
    expect(place("https://git.example.org/lab/team/site.git", gitlab)).toEqual({
      name: "gitlab",
      api: "https://git.example.org/lab",
      path: "team/site",
    });
    expect(() => place("https://gitlab.evil.example/team/site", gitlab)).toThrow(
      "which forge is gitlab.evil.example?",
    );
    const gitea = { GITHUB_SERVER_URL: "https://git.example.org", GITEA_ACTIONS: "true" };
    expect(place("https://git.example.org/team/site", gitea)).toMatchObject({ name: "gitea" });
    expect(
      place("https://git.example.org/team/site", { GITHUB_SERVER_URL: "https://git.example.org" }),
    ).toMatchObject({
      name: "github",
      api: "https://git.example.org/api/v3",
    });
  });

  it("takes --forge and --forge-url at their word", () => {
    const local = parseRemote("/srv/git/team/site.git");
    expect(choosePlace(local, "gitea", "http://127.0.0.1:3000/", {})).toEqual({
      name: "gitea",
      api: "http://127.0.0.1:3000/api/v1",
      path: "team/site",
    });
    expect(() => choosePlace(local, "gitea", undefined, {})).toThrow("pass --forge-url as well");
    expect(() => choosePlace(local, "gitea", "example.org", {})).toThrow("--forge-url");
  });
});

describe("tokens", () => {
  it("come from each forge's own variables, the first that is set", () => {
    expect(findToken("github", { GITHUB_TOKEN: "", GH_TOKEN: "gh" })).toEqual({
      value: "gh",
      from: "GH_TOKEN",
    });
    expect(findToken("gitlab", { CI_JOB_TOKEN: "job" })).toEqual({ value: "job", from: "CI_JOB_TOKEN" });
    // On another forge's runner GITHUB_TOKEN is not for Gitea.
    expect(findToken("gitea", { GITHUB_TOKEN: "gh" })).toBeUndefined();
    expect(findToken("gitea", { GITHUB_TOKEN: "gh", GITEA_ACTIONS: "true" })?.from).toBe("GITHUB_TOKEN");
    expect(() => needToken("gitlab", { GITLAB_TOKEN: "a\nb" })).toThrow(
      "GITLAB_TOKEN holds what no token has",
    );
  });

  it("go to the remote's own address only, and never to ssh", () => {
    const token = { value: "tok", from: "GITLAB_TOKEN" };
    const [first, second] = gitSettings(parseRemote("https://git.example.org:8443/a/b.git"), token);
    expect(first).toEqual(["http.https://git.example.org:8443/.extraHeader", ""]);
    expect(second?.[1]).toBe(`Authorization: Basic ${Buffer.from("oauth2:tok").toString("base64")}`);
    expect(gitSettings(parseRemote("git@example.org:a/b"), token)).toEqual([]);
  });

  it("are struck from every text, also as they are in addresses and headers", () => {
    const redact = redactor({ GITHUB_TOKEN: "se/cret", CI_JOB_TOKEN: "" });
    const header = Buffer.from("x-access-token:se/cret").toString("base64");
    expect(redact(`se/cret se%2Fcret ${header} rest`)).toBe("*** *** *** rest");
  });
});
