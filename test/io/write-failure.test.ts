import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createFile, replaceFile, WriteError } from "../../src/io/write.js";
import { temporaryFolder } from "./folder.js";

type Call = "fchmodSync" | "fsyncSync" | "linkSync" | "renameSync" | "writeFileSync";

/** What happens instead of a call; set last, as the test's own calls go the same way. */
const instead = vi.hoisted((): { calls: Partial<Record<Call, () => void>> } => ({ calls: {} }));

vi.mock("node:fs", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs")>();
  const replaceable: readonly Call[] = ["fchmodSync", "fsyncSync", "linkSync", "renameSync", "writeFileSync"];
  const mocked = replaceable.map((name) => [
    name,
    (...args: readonly unknown[]) => {
      const replacement = instead.calls[name];
      return replacement === undefined ? Reflect.apply(real[name], real, args) : replacement();
    },
  ]);
  return { ...real, ...Object.fromEntries(mocked) };
});

afterEach(() => {
  instead.calls = {};
});

function fails(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: made up`), { code });
  };
}

describe("a write that fails half way leaves the file as it was and nothing beside it", () => {
  it.each([
    ["writeFileSync", "ENOSPC", "no space left on the device; make room and run again"],
    ["fchmodSync", "EPERM", "operation not permitted for this user; check its owner and attributes"],
    ["fsyncSync", "EIO", "the device failed to read or write it; check the disk"],
    ["renameSync", "EROFS", "the file system is read-only; remount it writable, or use --dry-run"],
    ["renameSync", "EWEIRD", "EWEIRD: made up"],
  ] as const)("%s: %s", (call, code, message) => {
    const root = temporaryFolder({ "x.yml": "old" });
    const { dev, ino } = statSync(`${root}/x.yml`, { bigint: true });
    instead.calls = { [call]: fails(code) };
    expect(() => replaceFile(`${root}/x.yml`, "old", "new", { dev, ino }, [root])).toThrow(
      new WriteError(message),
    );
    expect(readdirSync(root)).toEqual(["x.yml"]);
    expect(readFileSync(`${root}/x.yml`, "utf8")).toBe("old");
  });

  it("where another program changes the file meanwhile", () => {
    const root = temporaryFolder({ "x.yml": "old" });
    const { dev, ino } = statSync(`${root}/x.yml`, { bigint: true });
    instead.calls = { fsyncSync: () => writeFileSync(`${root}/x.yml`, "theirs") };
    expect(() => replaceFile(`${root}/x.yml`, "old", "new", { dev, ino }, [root])).toThrow(
      "changed since it was read",
    );
    expect(readdirSync(root)).toEqual(["x.yml"]);
    expect(readFileSync(`${root}/x.yml`, "utf8")).toBe("theirs");
  });

  it("where the file is a new one", () => {
    const root = temporaryFolder();
    instead.calls = { linkSync: fails("EPERM") };
    expect(() => createFile(`${root}/x.yml`, "new", [root])).toThrow(WriteError);
    expect(readdirSync(root)).toEqual([]);
  });
});
