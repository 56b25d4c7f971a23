"""Writes what a run did as JSON, one event a line, to the file that ASYNC_FIX_TRACE names.

Runs unchanged on ansible-core 2.14 to 2.21: `_host`, `_task` and `_result` are what all of them have
(2.19 adds public names and keeps these until 2.23, lib/ansible/executor/task_result.py).
"""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: trace
    type: notification
    short_description: JSON lines for the equivalence suite
    description: [See the module's docstring.]
    requirements: [ASYNC_FIX_TRACE in the environment]
"""

# What is kept of a result: enough to compare two runs, and nothing that differs from run to run by itself.
KEPT = ("changed", "msg", "rc", "stdout", "attempts", "finished", "ansible_job_id", "results_file", "censored")


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "trace"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self._file = open(os.environ["ASYNC_FIX_TRACE"], "a", encoding="utf-8")

    def _write(self, event, **fields):
        self._file.write(json.dumps({"event": event, **fields}, default=str) + "\n")
        self._file.flush()

    def _result(self, result, status):
        data = {key: result._result[key] for key in KEPT if key in result._result}
        task = result._task
        self._write("result", host=result._host.get_name(), task=task.get_name(), action=task.action,
                    handler=type(task).__name__ == "Handler", status=status, result=data)

    def v2_playbook_on_play_start(self, play):
        self._write("play", name=play.get_name())

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._write("task", name=task.get_name(), action=task.action, path=task.get_path(), handler=False)

    def v2_playbook_on_handler_task_start(self, task):
        self._write("task", name=task.get_name(), action=task.action, path=task.get_path(), handler=True)

    def v2_playbook_on_notify(self, handler, host):
        self._write("notify", handler=handler.get_name(), host=host.get_name())

    def v2_runner_on_ok(self, result):
        self._result(result, "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_skipped(self, result):
        self._result(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self._result(result, "unreachable")

    def _item(self, result, status):
        data = {key: result._result[key] for key in KEPT if key in result._result}
        self._write("item", host=result._host.get_name(), task=result._task.get_name(), status=status, result=data)

    def v2_runner_item_on_ok(self, result):
        self._item(result, "ok")

    def v2_runner_item_on_failed(self, result):
        self._item(result, "failed")

    def v2_runner_item_on_skipped(self, result):
        self._item(result, "skipped")

    def v2_playbook_on_stats(self, stats):
        self._write("stats", hosts={host: stats.summarize(host) for host in stats.processed})
