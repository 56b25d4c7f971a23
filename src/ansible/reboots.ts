import { rebootsWindows } from "../shell/windows.js";
import { taskScript } from "./commands.js";
import type { Task } from "./model.js";

/** Modules that reboot or stop the host they run on, by short name. */
const REBOOT_MODULES: ReadonlySet<string> = new Set(["reboot", "win_reboot", "shutdown"]);
/** Modules whose text PowerShell or cmd.exe runs. */
const WINDOWS_COMMANDS: ReadonlySet<string> = new Set(["win_shell", "win_command", "win_powershell"]);

/** Does the task reboot or shut down its host? Then its job can never be looked up again. */
export function rebootsHost(task: Task): boolean {
  const { action } = task;
  if (action === undefined) return false;
  if (REBOOT_MODULES.has(action.short)) return true;
  if (WINDOWS_COMMANDS.has(action.short)) {
    return (
      rebootsWindows(action.freeForm ?? action.options.get("cmd") ?? action.options.get("script") ?? "") !==
      undefined
    );
  }
  return taskScript(task)?.script.reboots !== undefined;
}
