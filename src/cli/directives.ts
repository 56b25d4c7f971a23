import { DIRECTIVE_MARK, DirectiveIndex } from "../ansible/directives.js";
import { type FileSource, Project } from "../index.js";
import { oneLine } from "../text/escape.js";

/** A warning for every `# async-fix:` comment that says something unknown: it would be ignored in silence. */
export function unknownDirectives(source: FileSource): readonly string[] {
  const project = new Project(source);
  return source.candidates
    .filter((path) => source.read(path)?.includes(DIRECTIVE_MARK))
    .flatMap((path) => project.file(path) ?? [])
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
