import { type Read, readNames } from "../jinja/names.js";
import { parseTemplate } from "../jinja/template.js";
import { interestsOf, type JobFlow } from "./job-flow.js";
import type { Task } from "./model.js";
import type { Project } from "./project.js";
import { mayRead, Scope } from "./scope.js";

const YAML_NAME = /\.ya?ml$/;

function readsResult(read: Read): boolean {
  return read.path.length > 0 || read.test !== undefined;
}

/**
 * A file outside of a flow's scope, one without any async task or a template, that reads the result of its
 * job: the flow does not see it.
 *
 * @returns the file's path; undefined when there is none
 */
export function readOutside(flow: JobFlow, launch: Task, project: Project): string | undefined {
  const { register, scope } = flow;
  const known = new Set(scope.files.map(({ path }) => path));
  const launches = scope.registering(register);
  const reads = (path: string): boolean => {
    const file = YAML_NAME.test(path) ? project.file(path) : undefined;
    if (file === undefined) {
      return readNames(parseTemplate(project.text(path) ?? "")).some(
        (read) => read.root === register && readsResult(read),
      );
    }
    if (file.kind === "playbook" && launch.file.kind === "playbook") return false;
    const own = new Scope([file]);
    // A file that registers the name itself reads its own.
    if (own.registering(register).length > 0) return false;
    return own.reads(register).some((each) => interestsOf(each, launches).includes("result"));
  };
  const mentioning = project.source.mentioning([register]).get(register) ?? [];
  return mentioning.find((path) => !known.has(path) && mayRead(launch.file, path) && reads(path));
}
