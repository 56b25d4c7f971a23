import { afterEach, describe, expect, it, vi } from "vitest";
import { FolderSource } from "../../src/io/source.js";
import { temporaryFolder } from "../io/folder.js";

/** The code that opening `b.yml` fails with. */
const failure = vi.hoisted((): { code: string | undefined } => ({ code: undefined }));

vi.mock("node:fs", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs")>();
  return {
    ...real,
    openSync: (path: string, ...more: readonly unknown[]) => {
      if (failure.code !== undefined && path.endsWith("/b.yml"))
        throw Object.assign(new Error("made up"), { code: failure.code });
      return Reflect.apply(real.openSync, real, [path, ...more]);
    },
  };
});

afterEach(() => {
  failure.code = undefined;
});

// A real limit so low stops Node itself, so the failure is made up.
describe("a file that can't be opened because too many are open", () => {
  it.each([
    ["EMFILE", "too many open files; raise the limit (ulimit -n)"],
    ["ENFILE", "too many open files on this system; try again"],
  ])("is a problem of that file alone: %s", (code, message) => {
    const cwd = temporaryFolder({ "a.yml": "async: 1", "b.yml": "async: 1", "c.yml": "async: 1" });
    failure.code = code;
    const source = new FolderSource(["."], { exclude: [], useIgnore: true, cwd, parseYaml: () => undefined });
    expect(source.candidates).toEqual(["a.yml", "c.yml"]);
    expect(source.looked.problems).toEqual([{ path: "b.yml", message }]);
  });
});
