/** Who commits, and with which signature. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { GitHubStandIn } from "./support/github-stand-in.js";
import { temporary, World } from "./support/world.js";

const FIXES = "async-fix/fixes";
const TASK = "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n";
const WHO = "%an <%ae> %cn <%ce>";

async function world(): Promise<World> {
  const stage = await new GitHubStandIn().start();
  onTestFinished(() => stage.stop());
  const made = new World(stage);
  await made.seed({ "site.yml": `- hosts: all\n  tasks:\n${TASK.replace(/^/gm, "    ").trimEnd()}\n` });
  return made;
}

it("is async-fix where git knows nobody, else who git knows, and as author who --author names", async () => {
  const nobody = await world();
  await nobody.bot();
  expect(new Set(await nobody.log(FIXES, WHO))).toEqual(
    new Set(["async-fix <async-fix@noreply.invalid> async-fix <async-fix@noreply.invalid>"]),
  );
  const known = await world();
  const folder = await known.clone();
  await known.git(folder, "config", "user.name", "Team Bot");
  await known.git(folder, "config", "user.email", "bot@example.org");
  await known.bot(["--author", "Ann Ö <ann@example.org>"], { folder });
  expect(new Set(await known.log(FIXES, WHO))).toEqual(
    new Set(["Ann Ö <ann@example.org> Team Bot <bot@example.org>"]),
  );
  const wrong = await known.bot(["--author", "Ann\nX: <a@b>"], { folder });
  expect(wrong).toMatchObject({ status: 2 });
  expect(wrong.err).toMatch(/^error: --author must be like /);
});

it("signs every commit where the user's git is set up so", async () => {
  const w = await world();
  const keys = temporary();
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(keys, "key")]);
  const folder = await w.clone();
  const settings = {
    "user.name": "Team Bot",
    "user.email": "bot@example.org",
    "commit.gpgsign": "true",
    "gpg.format": "ssh",
    "user.signingkey": join(keys, "key.pub"),
  };
  for (const [key, value] of Object.entries(settings)) await w.git(folder, "config", key, value);
  expect(await w.bot([], { folder })).toMatchObject({ status: 0, err: "" });
  const allowed = join(keys, "allowed");
  writeFileSync(
    allowed,
    `bot@example.org ${execFileSync("cat", [join(keys, "key.pub")], { encoding: "utf8" })}`,
  );
  const clone = await w.clone("--branch", FIXES);
  for (const commit of await w.log(FIXES, "%H"))
    await w.git(clone, "-c", `gpg.ssh.allowedSignersFile=${allowed}`, "verify-commit", commit);
});
