import type { Directive } from "../ansible/directives.js";

/** Do the comments on a task tell this transform to leave it alone? */
export function suppressedBy(directives: readonly Directive[], transform: string): boolean {
  return directives.some(
    (directive) =>
      directive.kind === "ignore" && (directive.ids === "all" || directive.ids.includes(transform)),
  );
}
