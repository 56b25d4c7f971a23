/**
 * The public face of async-fix: what the built-in transforms are made of, and all that a transform of your
 * own may rely on.
 */
export { type Action, runs } from "./ansible/action.js";
export type { CoreLine } from "./ansible/actions-without-async.js";
export { type AsyncEffect, effectOfAsync, supportsAsync } from "./ansible/async-support.js";
export { type TaskScript, taskScript } from "./ansible/commands.js";
export { cutsConnection } from "./ansible/cuts-connection.js";
export { isSuppressed } from "./ansible/directives.js";
export { expressionsIn } from "./ansible/expressions.js";
export { isCleanup, type JobFlow, jobFlow } from "./ansible/job-flow.js";
export { AnsibleFile, Block, type Keyword, Play, Task, type TaskList } from "./ansible/model.js";
export { type FileSource, Project } from "./ansible/project.js";
export { rebootsHost } from "./ansible/reboots.js";
export { isAsyncStatus, isLooped, type Scope, scopeOf } from "./ansible/scope.js";
export { TaskSelection } from "./ansible/selection.js";
export { localVariable, namedExecutable, targetsWindows } from "./ansible/shell-program.js";
export { launchesOf } from "./ansible/status-flow.js";
export { ASYNC_TIED_MODULES } from "./ansible/tied-modules.js";
export { DEFAULT_POLL, jobMode, knownNumber, type Timing, timing } from "./ansible/timing.js";
export { classify } from "./runtime/classify.js";
export { expectedRuntime, SAFETY_FACTOR } from "./runtime/expected.js";
export type { RuntimeKnowledge } from "./runtime/knowledge.js";
export type { Script } from "./shell/types.js";
export { asyncSeconds } from "./transform/async-seconds.js";
export { checkBudget } from "./transform/budget.js";
export { CannotEdit, Change, sharedBecause, taskSharedBecause } from "./transform/change.js";
export { endsByItself } from "./transform/ends.js";
export { finishedEdits } from "./transform/finished-edits.js";
export { namesMentioned, writtenValue } from "./transform/node-text.js";
export { isPlainCommand } from "./transform/plain-command.js";
export { raiseTiming } from "./transform/raise.js";
export { rewriteNumber } from "./transform/rewrite-number.js";
export { rewriteScript, scriptSpan } from "./transform/script-edits.js";
export { missingPlace } from "./transform/status-place.js";
export { lookAtAllItems, waitUntilFinished } from "./transform/status-until.js";
export { intervalBelow } from "./transform/steps.js";
export { addArgument, ownEntry } from "./transform/task-arguments.js";
export { type TimingExpression, timingExpression } from "./transform/timing-expression.js";
export { staleNote, trailingComment } from "./transform/trailing.js";
export type { Finding, Fix, Safety, Transform, TransformOptions } from "./transform/types.js";
export { cannotUnpoll, setPollToZero, unpollLaunch } from "./transform/unpoll.js";
export { planVerification } from "./transform/verification.js";
export { dealtWithBy, isTestOfAsync } from "./transform/waiting.js";
export { writtenAt } from "./transform/written-at.js";
export { type EmittableMap, Verbatim } from "./yaml/emit.js";
export { isMap, keyText } from "./yaml/tree.js";
