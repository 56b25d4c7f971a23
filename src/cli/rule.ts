import { readFileSync } from "node:fs";
import { TRANSFORMS } from "../../transforms/index.js";
import { Failure } from "./failure.js";
import { packageFile } from "./package-files.js";

/** `async-fix rule [id]`: the list of transforms, or one's documentation as it stands in its source file. */
export function ruleCommand(id: string | undefined): void {
  if (id === undefined) {
    const width = Math.max(...TRANSFORMS.map((transform) => transform.id.length));
    for (const { id: name, title, onByDefault, safety } of TRANSFORMS) {
      process.stdout.write(
        `${name.padEnd(width)}  ${(onByDefault ? "on" : "off").padEnd(3)}  ${safety.padEnd(6)}  ${title}\n`,
      );
    }
    return;
  }
  if (!TRANSFORMS.some((transform) => transform.id === id)) {
    throw new Failure(`there is no transform "${id}"; async-fix rule lists them`);
  }
  // What scripts/docs.mjs takes out of the transforms' doc comments; the build writes it.
  const built = packageFile("transforms.json");
  if (built === undefined) throw new Failure("the documentation is not built; run npm run build");
  const docs = JSON.parse(readFileSync(built, "utf8")) as Readonly<Record<string, string>>;
  process.stdout.write(`# ${id}\n\n${docs[id] ?? ""}\n`);
}
