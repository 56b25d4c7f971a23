import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitError } from "../io/git-error.js";
import { type Git, gitIn, type Setting } from "../io/git-process.js";
import { BotError } from "./error.js";
import type { Remote } from "./remote.js";

/** A name that a branch can have, from `refs/heads/` on. */
export type Branch = string;

/** A commit's or tree's name, in hexadecimal. */
export type ObjectName = string;

/**
 * A repository of the bot's own in a temporary folder: what the remote has is fetched into it, worked on there
 * and pushed from there. So the user's repository and work tree are not touched, be they shallow, detached or
 * half way through a merge, and nothing that their .git/config or hooks name is run. Of their settings, only
 * those that say who commits and whether commits are signed are taken over (KEPT).
 *
 * Files are checked out byte for byte as they are in git: no filter runs and no line ending changes.
 */
export class Workspace {
  /** The work tree's root, absolute, links resolved. */
  readonly root: string;
  readonly git: Git;
  readonly #remote: Remote;

  private constructor(root: string, git: Git, remote: Remote) {
    this.root = root;
    this.git = git;
    this.#remote = remote;
  }

  /**
   * @param user the user's repository
   * @param settings for git's way to the remote
   * @throws BotError, GitError
   */
  static open(user: Git, remote: Remote, settings: readonly Setting[]): Workspace {
    const root = realpathSync.native(mkdtempSync(join(tmpdir(), "async-fix-pr-")));
    try {
      // git reads `--` here as the end of options, and an empty template brings no hooks.
      const format = user.answers(["rev-parse", "--show-object-format"])?.trim() ?? "sha1";
      gitIn(root).run(["init", "--quiet", "--template=", `--object-format=${format}`, "--", root]);
      const git = gitIn(root, {
        settings: [...keptSettings(user), ...RAW, ...settings],
        variables: {
          GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
          GIT_LFS_SKIP_SMUDGE: "1",
        },
      });
      mkdirSync(`${root}/.git/info`, { recursive: true });
      writeFileSync(`${root}/.git/info/attributes`, "* -text -eol -filter -ident -working-tree-encoding\n");
      return new Workspace(root, git, remote);
    } catch (error) {
      rmSync(root, { recursive: true, force: true });
      throw error;
    }
  }

  /** Removes it from the disk. */
  close(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  /** What the remote has now: the branches asked for, and the name of its default branch. */
  look(branches: readonly Branch[]): Look {
    const patterns = branches.map((branch) => `refs/heads/${branch}`);
    const lines = this.#onRemote(["ls-remote", "--symref", "--", this.#remote.url, "HEAD", ...patterns]);
    const tips = new Map<Branch, ObjectName>();
    let head: Branch | undefined;
    for (const line of lines.split("\n")) {
      const [left = "", name = ""] = line.split("\t");
      if (left.startsWith("ref: refs/heads/") && name === "HEAD")
        head = left.slice("ref: refs/heads/".length);
      else if (name.startsWith("refs/heads/")) tips.set(name.slice("refs/heads/".length), left);
    }
    return { head, tips };
  }

  /**
   * @param depth how many commits; without it all of them
   * @returns the commit that the branch ends with
   */
  fetch(branch: Branch, depth?: number): ObjectName {
    const local = `refs/async-fix/${branch}`;
    const shallow = this.git.run(["rev-parse", "--is-shallow-repository"]).trim() === "true";
    const extent = depth !== undefined ? [`--depth=${depth}`] : shallow ? ["--unshallow"] : [];
    this.#onRemote([
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      "--no-auto-maintenance",
      ...extent,
      "--",
      this.#remote.url,
      `+refs/heads/${branch}:${local}`,
    ]);
    return this.git.run(["rev-parse", "--verify", `${local}^{commit}`]).trim();
  }

  /** Puts a commit's files into the work tree. */
  checkOut(commit: ObjectName): void {
    this.git.run(["read-tree", "--reset", "-u", commit]);
  }

  /**
   * Pushes a commit to a branch, or deletes it.
   *
   * @param expected what the branch has to be at, or undefined where it must not exist; the remote checks it in
   *   the same step, so that no one's commit is lost
   * @returns whether the branch was as expected; where it was not, it is left alone
   */
  push(branch: Branch, commit: ObjectName | undefined, expected: ObjectName | undefined): boolean {
    const ref = `refs/heads/${branch}`;
    try {
      this.#onRemote([
        "push",
        "--quiet",
        "--no-verify",
        "--recurse-submodules=no",
        `--force-with-lease=${ref}:${expected ?? ""}`,
        "--",
        this.#remote.url,
        `${commit ?? ""}:${ref}`,
      ]);
      return true;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const now = this.look([branch]).tips.get(branch);
      if (now !== expected) return false;
      throw error;
    }
  }

  #onRemote(args: readonly string[]): string {
    try {
      return this.git.run(args);
    } catch (error) {
      if (
        error instanceof GitError &&
        /Authentication failed|returned error: 40[134]|could not read Username/.test(error.message)
      ) {
        const doing = args[0] === "push" ? "push to" : "read";
        throw new BotError(
          `git may not ${doing} ${this.#remote.url}: give the token write access to the contents`,
        );
      }
      throw error;
    }
  }
}

export interface Look {
  readonly head: Branch | undefined;
  readonly tips: ReadonlyMap<Branch, ObjectName>;
}

/** Nothing here rewrites a byte. */
const RAW: readonly Setting[] = [
  ["core.autocrlf", "false"],
  ["core.eol", "lf"],
  ["core.attributesFile", "/dev/null"],
  ["core.sparseCheckout", "false"],
  ["core.protectNTFS", "true"],
  ["submodule.recurse", "false"],
  ["push.followTags", "false"],
  ["push.gpgSign", "false"],
  ["gc.auto", "0"],
];

/** Settings of the user's repository that hold words, not programs. The user's global settings count anyway. */
const KEPT = [
  "user.name",
  "user.email",
  "author.name",
  "author.email",
  "committer.name",
  "committer.email",
  "user.signingkey",
  "commit.gpgsign",
  "gpg.format",
] as const;

function keptSettings(user: Git): readonly Setting[] {
  return KEPT.flatMap((key): readonly Setting[] => {
    const value = user.answers(["config", "--get", key])?.replace(/\n$/, "");
    return value === undefined ? [] : [[key, value]];
  });
}
