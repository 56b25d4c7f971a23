import { writeFileSync } from "node:fs";
import { CONFIG_NAME } from "../config.js";
import { Failure } from "./failure.js";

/** What `async-fix init` writes: every setting, commented out. A test uncomments it and checks it by the schema. */
export const CONFIG_TEMPLATE = `# Settings of async-fix. All are optional; the values shown are examples.

# How long a job takes when nothing better is known. async becomes 3 times as much.
# expected: 20m

# What you know of certain tasks. The first rule that matches decides; * and ? are wildcards.
# rules:
#   - match:
#       name: "*nightly backup*"
#     expected: 2h
#   - match:
#       module: community.mysql.mysql_db
#       file: roles/db/*
#     expected: 45m
#   - match:
#       command: run-etl*
#     category: database

# Other values for the built-in categories (file, network, database, system-update), and new ones.
# categories:
#   database:
#     poll: 30
#     assumed: 40m
#   media:
#     poll: 20
#     assumed: false

# false: assume no runtimes at all; only comments, rules and --expected count.
# assume: false

# The category of modules and of programs that commands run.
# modules:
#   acme.tools.transcode: media
# programs:
#   ffmpeg: media
#   acme-log: neutral

# Transforms to run beside the default ones, and to leave out (async-fix rule lists them).
# also: []
# skip:
#   - normalize-poll

# Files to leave out.
# exclude:
#   - vendor/**

# Where a verification goes: at the end of the list that the job is in, or right after the job.
# place: end

# The oldest ansible-core that has to run the result.
# target_core: "2.14"
`;

/** Writes the settings file here; one that is there is never overwritten. */
export function initCommand(): void {
  try {
    writeFileSync(CONFIG_NAME, CONFIG_TEMPLATE, { flag: "wx" });
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new Failure(
      exists
        ? `${CONFIG_NAME} is there already`
        : `${CONFIG_NAME} can't be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  process.stdout.write(`${CONFIG_NAME} written\n`);
}
