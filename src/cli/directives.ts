import { DirectiveIndex } from "../ansible/directives.js";
import type { Project } from "../index.js";
import { oneLine } from "../text/escape.js";

/** A warning for every `# async-fix:` comment that says something unknown: it would be ignored in silence. */
export function unknownDirectives(project: Project): readonly string[] {
  return project
    .files()
    .flatMap((file) =>
      new DirectiveIndex(file.yaml)
        .all()
        .flatMap((directive) =>
          directive.kind === "unknown"
            ? [
                oneLine(
                  `warning: ${file.path}:${file.position(directive.span.start).line}: "# async-fix: ${directive.text}" is not known; write ignore, ignore[id], ignore-file, expected=20m or verify`,
                ),
              ]
            : [],
        ),
    );
}
