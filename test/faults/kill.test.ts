import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { asyncFix, folderOf } from "../cli/command.js";
import { FULL, restore, startWriting, states, strangers, victimsIn } from "./victims.js";

const FILES = FULL ? 500 : 60;
const KILLS = FULL ? 200 : 10;

describe("a run that is killed", () => {
  it(
    `leaves every file whole, old or new, and the next run leaves nothing behind (${KILLS} kills over ${FILES} files)`,
    async () => {
      const victims = victimsIn(folderOf(), FILES);
      let midway = 0;
      let leftovers = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const { child, shown, ended } = startWriting(victims);
        // At a random file, and at a random moment of its write: a write takes a few milliseconds.
        await shown(1 + Math.floor(Math.random() * FILES * 0.9));
        await pause(Math.random() * 4);
        child.kill("SIGKILL");
        await ended;
        const { old, now, broken } = states(victims);
        expect(broken).toEqual([]);
        if (old > 0 && now > 0) midway++;
        leftovers += strangers(victims).length;

        expect(asyncFix(["--allow-dirty", "-q", "."], { cwd: victims.folder }).status).toBe(0);
        expect(states(victims)).toEqual({ old: 0, now: FILES, broken: [] });
        expect(strangers(victims)).toEqual([]);
        restore(victims);
      }
      console.info(`killed ${KILLS} times: ${midway} between two files, ${leftovers} temporary files swept`);
      expect(midway).toBeGreaterThan(0);
    },
    FULL ? 3_600_000 : 120_000,
  );

  it("is swept up after also where the next run has nothing to write", () => {
    const victims = victimsIn(folderOf(), 1);
    const run = () => asyncFix(["--allow-dirty", "-q", "."], { cwd: victims.folder });
    expect(run().status).toBe(0);
    // A process that has ended: nobody writes this file any more.
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
    writeFileSync(join(victims.folder, `.async-fix-${host}-${pid}-0123456789ab.tmp`), "half a fi");
    expect(run().status).toBe(0);
    expect(strangers(victims)).toEqual([]);
  });
});
