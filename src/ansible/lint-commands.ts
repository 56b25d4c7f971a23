/**
 * Programs for which ansible-lint 26.10.1 wants a module (rules/command_instead_of_module.py), where they come
 * first in a script and are not followed by one of the exceptions. An `export` in front hides them from it.
 */
const MODULES: ReadonlyMap<string, { readonly module: string; readonly except?: readonly string[] }> =
  new Map([
    ["apt-get", { module: "apt" }],
    ["chkconfig", { module: "service" }],
    ["curl", { module: "get_url or uri" }],
    ["git", { module: "git", except: ["branch", "log", "lfs", "rev-parse", "clean"] }],
    ["hg", { module: "hg" }],
    ["letsencrypt", { module: "acme_certificate" }],
    ["mktemp", { module: "tempfile" }],
    ["mount", { module: "mount" }],
    ["patch", { module: "patch" }],
    ["rpm", { module: "dnf or rpm_key", except: ["--nodeps"] }],
    ["rsync", { module: "synchronize" }],
    ["sed", { module: "template, replace or lineinfile" }],
    ["service", { module: "service" }],
    ["supervisorctl", { module: "supervisorctl" }],
    ["svn", { module: "subversion" }],
    [
      "systemctl",
      {
        module: "systemd",
        except: [
          "--version",
          "get-default",
          "kill",
          "set-default",
          "set-property",
          "set-environment",
          "unset-environment",
          "show-environment",
          "status",
          "reset-failed",
        ],
      },
    ],
    ["tar", { module: "unarchive" }],
    ["unzip", { module: "unarchive" }],
    ["wget", { module: "get_url or uri" }],
    ["yum", { module: "dnf", except: ["clean", "history", "info"] }],
  ]);

/**
 * The module that ansible-lint asks for in place of a script, by the script's first words
 * (command-instead-of-module); undefined where it has nothing to say.
 */
export function lintWantsModule(script: string): string | undefined {
  const [first = "", second = ""] = script.trim().split(/\s+/, 2);
  const found = MODULES.get(first.slice(first.lastIndexOf("/") + 1));
  return found?.except?.includes(second) === true ? undefined : found?.module;
}

/**
 * Does ansible-lint ask for `command` in place of a `shell` task that runs this and names no executable: does
 * nothing in it look like the shell's, once Jinja is taken out (command-instead-of-shell)?
 */
export function lintWantsCommand(script: string): boolean {
  return !/[&|<>;$\n*[\]{}?`!]/.test(script.trim().replace(/\{\{(?:(?!\{\{)[^}])*\}\}/g, ""));
}
