#!/usr/bin/env python3
"""Says whether `ansible-playbook --syntax-check` takes what it took before, in a copy of a folder.

    .cache/ansible/2.19.14/bin/python scripts/ansible/syntax-check.py BEFORE AFTER

Every playbook of BEFORE (a YAML file whose list has a play or an import_playbook) is checked there, and
those that pass are checked in AFTER too, and have to say the same. Each is checked in the nearest folder
above it that has an ansible.cfg, else in the folder below BEFORE that it is in; this is where its authors
would run it. The roles below are found, and each galaxy.yml's folder as the collection that it is. Others that are not
there make many fail: how many passed is printed.
To be run by a Python that has ansible-core: the command's own code runs in a fork for each playbook, which
is ten times faster than a process each.
Exit status: 0 nothing has changed for the worse; 1 something has; 2 a usage error; 3 there is no Ansible.
"""

import argparse
import functools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SUFFIXES = (".yml", ".yaml")
SKIPPED = {".git", "node_modules"}
PLAYS = ("hosts", "import_playbook", "ansible.builtin.import_playbook")
#: Seconds that a single playbook may take.
PATIENCE = 60


def playbooks(root):
    """Relative paths of the files that look like playbooks, in order."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """Takes any tag."""

    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    found = []
    for path in sorted(root.rglob("*")):
        if path.suffix not in SUFFIXES or not path.is_file() or SKIPPED & set(path.parts):
            continue
        try:
            data = yaml.load(path.read_text("utf-8"), Loader)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
            continue
        if isinstance(data, list) and any(isinstance(each, dict) and any(key in each for key in PLAYS) for each in data):
            found.append(path.relative_to(root))
    return found


def folder_for(root, path):
    """Where a playbook would be run."""
    parents = [root / each for each in path.parents]
    configured = next((each for each in parents if (each / "ansible.cfg").exists()), None)
    return configured or root / (path.parts[0] if len(path.parts) > 1 else ".")


@functools.lru_cache
def inside(root):
    """The folders of roles and the galaxy.yml files of a repository."""
    roles = sorted(str(path) for path in root.rglob("roles") if path.is_dir() and not SKIPPED & set(path.parts))
    return roles, sorted(root.rglob("galaxy.yml"))


def surroundings(root, home):
    """Settings under which a playbook finds what is in its repository: its roles, and itself as a collection."""
    import yaml

    roles, collections = inside(root)
    for galaxy in collections:
        try:
            data = yaml.safe_load(galaxy.read_text("utf-8"))
            place = pathlib.Path(home, "collections", "ansible_collections", data["namespace"], data["name"])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(galaxy.parent)
        except (yaml.YAMLError, KeyError, TypeError, OSError):
            continue
    return {
        **os.environ,
        "HOME": home,
        "ANSIBLE_HOME": home,
        "ANSIBLE_LOCAL_TEMP": home,
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_ROLES_PATH": ":".join(roles),
        "ANSIBLE_COLLECTIONS_PATH": f"{home}/collections",
    }


def check_one(path):
    """The command in this process: its exit status."""
    from ansible.cli.playbook import PlaybookCLI
    from ansible.errors import AnsibleError

    try:
        return PlaybookCLI(["ansible-playbook", "--syntax-check", "-i", "localhost,", path]).run()
    except AnsibleError as error:
        print(error)
        return 4


def check_here(paths):
    """Checks playbooks in the working folder; prints a line of JSON for each."""
    import ansible.cli.playbook  # noqa: F401 (loaded once, before the forks)
    import ansible.executor.playbook_executor  # noqa: F401

    for path in paths:
        with tempfile.TemporaryFile() as output:
            child = os.fork()
            if child == 0:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
                try:
                    import signal

                    signal.alarm(PATIENCE)
                    status = check_one(path)
                except BaseException as error:  # noqa: BLE001 (whatever it is, the check has failed)
                    print(f"{type(error).__name__}: {error}", flush=True)
                    status = 5
                sys.stdout.flush()
                os._exit(status or 0)
            _, status = os.waitpid(child, 0)
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        print(json.dumps({"path": path, "passed": status == 0, "says": text}), flush=True)


def check(root, paths):
    """By path, whether it passed and what was said."""
    groups = {}
    for path in paths:
        groups.setdefault(folder_for(root, path), []).append(path)
    found = {}
    for folder, group in sorted(groups.items()):
        with tempfile.TemporaryDirectory() as home:
            home = os.path.realpath(home)
            names = [os.path.relpath(root / path, folder) for path in group]
            run = subprocess.run(
                [sys.executable, os.path.abspath(__file__), "--here", *names],
                cwd=folder,
                env=surroundings(root / folder.relative_to(root).parts[0] if folder != root else root, home),
                capture_output=True,
                text=True,
                check=False,
            )
        lines = run.stdout.splitlines()
        if len(lines) != len(group):
            print(f"{folder}: {run.stderr.strip()[-300:]}", file=sys.stderr)
        for path, line in zip(group, lines):
            result = json.loads(line)
            found[path] = (result["passed"], result["says"].replace(str(root), "").replace(home, ""))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--here", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("before", nargs="?", type=pathlib.Path)
    parser.add_argument("after", nargs="?", type=pathlib.Path)
    args = parser.parse_args()
    if args.here:
        return check_here(args.here)
    if args.before is None or args.after is None:
        parser.error("BEFORE and AFTER are needed")
    try:
        import ansible  # noqa: F401
    except ImportError:
        print("syntax-check.py needs a Python with ansible-core", file=sys.stderr)
        return 3
    before, after = args.before.resolve(), args.after.resolve()
    paths = playbooks(before)
    old = check(before, paths)
    passed = [path for path, (ok, _) in old.items() if ok]
    new = check(after, passed)
    worse = [path for path in passed if new.get(path) != old[path]]
    for path in worse:
        print(f"{path}: {new.get(path, (False, 'was not checked'))[1].strip()}")
    changed = sum((before / path).read_bytes() != (after / path).read_bytes() for path in passed)
    print(f"{len(paths)} playbooks, {len(passed)} pass the check before ({changed} of them changed); {len(worse)} say something else after")
    return 1 if worse else 0


sys.exit(main())
