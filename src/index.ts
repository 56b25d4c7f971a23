/**
 * The public face of async-fix: what the built-in transforms are made of, and all that a transform of your
 * own may rely on.
 */
export type { Action } from "./ansible/action.js";
export { supportsAsync } from "./ansible/async-support.js";
export { type TaskScript, taskScript } from "./ansible/commands.js";
export { AnsibleFile, Block, type Keyword, Play, Task, type TaskList } from "./ansible/model.js";
export { type FileSource, Project } from "./ansible/project.js";
export { rebootsHost } from "./ansible/reboots.js";
export { TaskSelection } from "./ansible/selection.js";
export { ASYNC_TIED_MODULES } from "./ansible/tied-modules.js";
export { DEFAULT_POLL, jobMode, knownNumber, type Timing, timing } from "./ansible/timing.js";
export { classify } from "./runtime/classify.js";
export { expectedRuntime, SAFETY_FACTOR } from "./runtime/expected.js";
export type { RuntimeKnowledge } from "./runtime/knowledge.js";
export { asyncSeconds } from "./transform/async-seconds.js";
export { CannotEdit, Change, sharedBecause } from "./transform/change.js";
export { raiseTiming } from "./transform/raise.js";
export { trailingComment } from "./transform/trailing.js";
export type { Finding, Fix, Safety, Transform, TransformOptions } from "./transform/types.js";
