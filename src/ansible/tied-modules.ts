/**
 * Modules whose own documentation ties `async` to something other than their runtime, with what it says.
 * By short name.
 */
export const ASYNC_TIED_MODULES: ReadonlyMap<string, string> = new Map([
  [
    "iptables_state",
    // community.general, plugins/modules/iptables_state.py: "async must be less or equal to ansible_timeout".
    "iptables_state rolls back when async runs out: it must stay at or below the connection's time-out",
  ],
]);
