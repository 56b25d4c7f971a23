/** Repositories that mean harm: by their names, their texts, their hooks and their settings. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readMarker } from "../../src/bot/marker.js";
import { GITEA, GiteaServer } from "./support/gitea-server.js";
import { GitHubStandIn } from "./support/github-stand-in.js";
import { type Ended, temporary, World } from "./support/world.js";

const FIXES = "async-fix/fixes";

const MARKUP = [
  "@everyone fixes #1, closes team/other#2 and GH-3",
  "[click](https://evil.example) ![x](https://evil.example/x.png)",
  "<img src=x onerror=alert(1)> </td></details> <!-- async-fix: end -->",
  `<!-- async-fix: content=${"0".repeat(32)} base=${"1".repeat(40)} head=${"2".repeat(40)} -->`,
  "`` ` ``` ` a | b \\| c \\\\| d ||",
  "https://evil.example www.evil.example mail@evil.example",
  "**bold** _it_ ~~no~~ # head :tada: !4 ~label %1.0 &5 $6 deadbeefcafe",
  "/close /assign me",
  "\u202eright to left\u0007\u001b[31m",
];

function task(name: string): string {
  return `- name: ${JSON.stringify(name)}\n  command: pg_dump ${JSON.stringify("`@all` fixes #9")}\n  async: 60\n  poll: 2\n`;
}

async function world(files: Readonly<Record<string, string>>): Promise<World & { stage: GitHubStandIn }> {
  const stage = await new GitHubStandIn().start();
  onTestFinished(async () => {
    expect(stage.violations()).toEqual([]);
    await stage.stop();
  });
  const made = new World(stage);
  await made.seed(files);
  return made as World & { stage: GitHubStandIn };
}

const NAMES = [
  "-rf --exec=touch/roles/-x/tasks/-main.yml",
  'roles/a b/tasks/it\'s "quoted".yml',
  "roles/new\nline\ttab/tasks/main.yml",
  "roles/ünï-日本/tasks/ﬁ.yml",
  "roles/$(touch owned)`touch owned`/tasks/*?.yml",
  "roles/x/tasks/fixes #1 @everyone.yml",
];

describe("names", () => {
  it("of files, whatever they are: committed under that name, and nothing is run", async () => {
    const files = Object.fromEntries(NAMES.map((name, at) => [name, task(`Dump ${at}`)]));
    const w = await world(files);
    const ended = await w.bot();
    expect(ended).toMatchObject({ status: 0, err: "" });
    const folder = await w.clone("--branch", FIXES);
    const changed = await w.git(folder, "diff", "--name-only", "-z", "origin/main", FIXES);
    expect(changed.split("\0").filter(Boolean).sort()).toEqual([...NAMES].sort());
    for (const name of NAMES) expect(readFileSync(join(folder, name), "utf8")).toContain("async: 3600");
    // The commits' messages name plain files only.
    const messages = (await w.log(FIXES, "%B")).join("\n");
    expect(messages).toContain("- and 6 more");
    expect(messages).not.toMatch(/[@#]/);
  });

  it("of roles: one branch each, with names that git and a shell take for names", async () => {
    const w = await world(Object.fromEntries(NAMES.map((name, at) => [name, task(`Dump ${at}`)])));
    const ended = await w.bot(["--per-role", "--max-open", "9"]);
    expect(ended).toMatchObject({ status: 0, err: "" });
    const branches = Object.keys(await w.tips()).filter((name) => name !== "main");
    expect(branches).toHaveLength(6);
    for (const branch of branches) expect(branch).toMatch(/^async-fix\/role\/[A-Za-z0-9][A-Za-z0-9_-]*$/);
    for (const { title } of await w.stage.requests()) expect(title).not.toMatch(/[$`@#"\n]/);
  });

  it("of branches: a default branch that begins with a dash or has spaces in quotes", async () => {
    const w = await world({ "roles/db/tasks/main.yml": task("Dump") });
    for (const evil of ["--upload-pack=touch owned", "-x", "a'\"$(touch owned)"]) {
      const name = evil.replaceAll(" ", "\u00a0");
      await w.stage.git("update-ref", `refs/heads/${name}`, "refs/heads/main");
      const ended = await w.bot([`--base=${name}`]);
      expect(ended).toMatchObject({ status: 0, err: "" });
      expect((await w.stage.requests()).at(-1)).toMatchObject({ base: name, state: "open" });
    }
    const refused = await w.bot(["--base=a b..c"]);
    expect(refused).toMatchObject({ status: 2, err: "error: --base is no name that a branch can have\n" });
  });
});

describe("texts", () => {
  it("a task's name that looks like the bot's own marker is not taken for it", async () => {
    const w = await world({ "roles/db/tasks/main.yml": MARKUP.map(task).join("") });
    await w.bot();
    const [request] = await w.stage.requests();
    expect(readMarker(request?.body ?? "")?.head).toBe((await w.tips())[FIXES]);
    await w.change("main", "Other", { "README.md": "x\n" });
    await w.bot();
    const [again] = await w.stage.requests();
    expect(again?.body.match(/^<!-- async-fix: content=/gm)).toHaveLength(1);
    expect(readMarker(again?.body ?? "")?.head).toBe((await w.tips())[FIXES]);
    expect((await w.bot()).out).toMatch(/^unchanged: /);
  });

  it.runIf(GITEA !== undefined)(
    "a real Gitea renders the body without a link, a mention, a reference or an element of the playbook's",
    async () => {
      const server = await GiteaServer.start();
      onTestFinished(() => server.stop());
      const stage = await server.stage();
      const w = new World(stage);
      await server.call("POST", "/admin/users", {
        username: "everyone",
        email: "everyone@example.org",
        password: "not-a-Secret-1",
      });
      await w.seed({ "roles/db/tasks/main.yml": MARKUP.map(task).join("") });
      await server.call("POST", "/repos/team/site-1/issues", { title: "An issue that must stay open" });
      expect(await w.bot()).toMatchObject({ status: 0, err: "" });
      const request = (await stage.requests()).at(-1);
      const html = (await server.call("POST", "/markdown", {
        Text: request?.body,
        Mode: "gfm",
        Context: "team/site-1",
      })) as string;
      expect(html.match(/<(?:a|img|script|iframe)[ >]/g)).toBeNull();
      expect(html).not.toMatch(/onerror=(?!alert\(1\)&gt;)/);
      expect(html.match(/<tr>/g)?.length).toBe(2 + 2 * MARKUP.length);
      for (const row of html.split("<tr>").slice(1)) expect(row.match(/<t[dh][ >]/g)).toHaveLength(5);
      expect(html).toContain("@everyone fixes #1, closes team/other#2 and GH-3</code>");
      // No trace on the issue: no reference, and merging does not close it.
      await stage.merge(request?.number ?? 0);
      const timeline = (await server.call("GET", "/repos/team/site-1/issues/1/timeline")) as unknown[];
      expect(timeline ?? []).toEqual([]);
      expect(await server.call("GET", "/repos/team/site-1/issues/1")).toMatchObject({ state: "open" });
    },
  );
});

describe("hooks and settings of the repository", () => {
  it("run nothing, and change no byte of what is committed", async () => {
    const crlf = task("Dump").replaceAll("\n", "\r\n");
    const w = await world({ "roles/db/tasks/main.yml": crlf });
    const other = await w.clone();
    writeFileSync(
      join(other, ".gitattributes"),
      "*.yml text eol=lf filter=evil diff=evil merge=evil ident\n",
    );
    writeFileSync(join(other, ".gitmodules"), '[submodule "x"]\n\tpath = x\n\turl = ext::touch owned\n');
    await w.git(other, "add", ".gitattributes", ".gitmodules");
    await w.git(other, "commit", "-q", "-m", "Attributes");
    await w.git(other, "push", "-q", "origin", "main");
    const folder = await w.clone();
    const owned = join(temporary(), "owned");
    const script = join(temporary(), "evil");
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${owned}'\n`);
    chmodSync(script, 0o755);
    const hooks = join(folder, ".git", "hooks");
    mkdirSync(hooks, { recursive: true });
    for (const hook of [
      "pre-commit",
      "commit-msg",
      "post-checkout",
      "pre-push",
      "reference-transaction",
      "post-index-change",
    ]) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\n'${script}' ${hook}\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
    const settings = {
      "core.hooksPath": hooks,
      "core.fsmonitor": script,
      "core.sshCommand": script,
      "core.editor": script,
      "core.askPass": script,
      "core.alternateRefsCommand": script,
      "credential.helper": script,
      "diff.external": script,
      "diff.evil.textconv": script,
      "filter.evil.clean": script,
      "filter.evil.smudge": script,
      "filter.evil.process": script,
      "merge.evil.driver": script,
      "gpg.program": script,
      "gpg.ssh.defaultKeyCommand": script,
      "remote.origin.uploadpack": script,
      "remote.origin.receivepack": script,
      "remote.origin.proxy": "http://127.0.0.1:1",
      "init.templateDir": hooks,
      "protocol.ext.allow": "always",
    };
    for (const [key, value] of Object.entries(settings)) await w.git(folder, "config", key, value);
    // The person's own clone above had no such settings; from here on only the bot runs.
    const ended = await w.bot([], { folder });
    expect(ended).toMatchObject({ status: 0, err: "" });
    expect(existsSync(owned)).toBe(false);
    const blob = execFileSync("git", [
      "-C",
      w.stage.repository,
      "cat-file",
      "blob",
      `${FIXES}:roles/db/tasks/main.yml`,
    ]);
    expect(blob.toString()).toBe(crlf.replace("60", "3600").replace("poll: 2", "poll: 30"));
  });

  it("a remote that would run a program is refused", async () => {
    const w = await world({ "roles/db/tasks/main.yml": task("Dump") });
    const folder = await w.clone();
    for (const url of [
      "ext::sh -c touch% owned",
      "-oProxyCommand=touch owned:x/y",
      "ssh://-oProxyCommand=x/a/b",
      "fd::7",
    ]) {
      await w.git(folder, "config", "remote.origin.url", url);
      const { status, err } = await w.bot([], { folder });
      expect(status).toBe(2);
      expect(err).toMatch(/^error: the remote's address is none that a forge has/);
    }
    expect(readdirSync(folder)).not.toContain("owned");
  });

  it("a symbolic link that leads out is neither read nor replaced", async () => {
    const w = await world({ "roles/db/tasks/main.yml": task("Dump") });
    const outside = join(temporary(), "outside.yml");
    writeFileSync(outside, task("Outside"));
    const folder = await w.clone();
    execFileSync("ln", ["-s", outside, join(folder, "roles/db/tasks/link.yml")]);
    execFileSync("ln", ["-s", "main.yml", join(folder, "roles/db/tasks/inside.yml")]);
    await w.git(folder, "add", "-A");
    await w.git(folder, "commit", "-q", "-m", "Links");
    await w.git(folder, "push", "-q", "origin", "main");
    expect(await w.bot()).toMatchObject({ status: 0, err: "" });
    expect(readFileSync(outside, "utf8")).toBe(task("Outside"));
    const clone = await w.clone("--branch", FIXES);
    expect(await w.git(clone, "diff", "--name-only", "origin/main", FIXES)).toBe("roles/db/tasks/main.yml");
    expect(await w.git(clone, "diff", "--summary", "origin/main", FIXES)).toBe("");
  });
});

describe("a token in every variable", () => {
  const TOKEN = "tok_0123456789abcdefSECRET";
  const EVERYWHERE = {
    GITHUB_TOKEN: TOKEN,
    GH_TOKEN: TOKEN,
    GITLAB_TOKEN: TOKEN,
    CI_JOB_TOKEN: TOKEN,
    GITEA_TOKEN: TOKEN,
    FORGEJO_TOKEN: TOKEN,
  };

  function forms(token: string): readonly string[] {
    const base64 = ["x-access-token", "oauth2", "gitlab-ci-token", "team"].map((user) =>
      Buffer.from(`${user}:${token}`).toString("base64"),
    );
    return [token, encodeURIComponent(token), Buffer.from(token).toString("base64"), ...base64];
  }

  function filesBelow(folder: string): readonly string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile());
  }

  it("is in no output, no commit, no file of .git and none of the server's, whatever happens", async () => {
    const w = await world({ "roles/db/tasks/main.yml": task("Dump") });
    const folder = await w.clone();
    const ends: Ended[] = [];
    const bot = async (
      args: readonly string[] = [],
      more: Readonly<Record<string, string>> = {},
    ): Promise<void> => {
      ends.push(await w.bot(args, { folder, variables: { ...EVERYWHERE, ...more } }));
    };
    await bot(["--dry-run"]);
    await bot();
    await bot();
    // With the password in the address, as GitLab's runner does it.
    const address = w.stage.remote.replace("://", `://x-access-token:${TOKEN}@`);
    await w.git(folder, "remote", "set-url", "origin", address);
    await w.change("main", "Other", { "README.md": "x\n" });
    await bot();
    for (const status of [401, 403, 404, 422]) {
      w.stage.faults.push({ on: /pulls/, fault: { status, body: { message: `no, ${TOKEN}` } } });
      await bot();
    }
    await bot([], { GIT_TRACE: "1", GIT_CURL_VERBOSE: "0" });
    await bot(["--base", "gone"]);
    await w.git(folder, "remote", "set-url", "origin", address.replace("/site.git", "/gone.git"));
    await bot();
    await bot(["--dry-run"]);
    await w.git(folder, "remote", "set-url", "origin", `http://x:${TOKEN}@127.0.0.1:1/team/site.git`);
    await bot();
    await w.git(folder, "remote", "set-url", "origin", w.stage.remote);
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0, 0, 2, 2, 2, 2, 0, 2, 2, 2, 2]);
    const said = ends.map(({ out, err }) => out + err).join("\n");
    const kept = JSON.stringify(w.stage.kept);
    const objects = await w.stage.git("log", "--all", "-p", "--format=raw");
    for (const form of forms(TOKEN)) {
      expect(said).not.toContain(form);
      expect(kept).not.toContain(form);
      expect(objects).not.toContain(form);
      for (const path of [...filesBelow(folder), ...filesBelow(w.stage.root)])
        expect(readFileSync(path).includes(form), path).toBe(false);
    }
  });
});
