#!/usr/bin/env python3
"""Says whether two copies of a folder hold the same YAML data, as PyYAML (and so Ansible) reads it.

    python3 scripts/pyyaml/same-data.py BEFORE AFTER [--allow async,poll]

Loads every .yml and .yaml file of both. What differs is printed, apart from values of the allowed keys in
maps that look like a task: those may change, and may be added. Tags that PyYAML doesn't know (!vault,
!unsafe, any local tag) are kept with their text, and nothing is decrypted. A file that neither copy can
load (a Jinja template named .yml) must be equal byte for byte.
Exit status: 0 the same data; 1 a difference; 2 a usage error; 3 there is no PyYAML.
"""

import argparse
import collections
import dataclasses
import pathlib
import sys

try:
    import yaml
except ImportError:
    print("same-data.py needs PyYAML", file=sys.stderr)
    sys.exit(3)

SUFFIXES = (".yml", ".yaml")
SKIPPED = {".git", "node_modules"}


@dataclasses.dataclass(frozen=True)
class Tagged:
    """A value under a tag that PyYAML doesn't know."""

    tag: str
    value: object


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """SafeLoader with unknown tags kept; on libyaml where PyYAML has it, as Ansible's own loader is
    (lib/ansible/parsing/yaml/loader.py)."""


def keep_tag(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return Tagged(node.tag, loader.construct_scalar(node))
    if isinstance(node, yaml.SequenceNode):
        return Tagged(node.tag, loader.construct_sequence(node, deep=True))
    return Tagged(node.tag, loader.construct_mapping(node, deep=True))


# The empty prefix takes every tag that has no constructor of its own.
Loader.add_multi_constructor("", keep_tag)


def load(path):
    """The documents of a file, or the error that it stops with (a string)."""
    try:
        with open(path, "rb") as stream:
            return list(yaml.load_all(stream, Loader=Loader)), None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        # ValueError: a timestamp such as 2024-13-45. TypeError: a map as a key.
        return None, " ".join(str(error).split())


def yaml_files(folder):
    return {
        path.relative_to(folder): path
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file() and SKIPPED.isdisjoint(path.relative_to(folder).parts)
    }


class Comparison:
    """Walks two values side by side, and collects what differs."""

    def __init__(self, allowed):
        self.allowed = allowed
        self.differences = []
        self.changed = collections.Counter()
        self.seen = set()

    def compare(self, before, after, where):
        if isinstance(before, (dict, list)):
            # An alias leads to the same pair again, however often, and in a circle at worst.
            pair = (id(before), id(after))
            if pair in self.seen:
                return
            self.seen.add(pair)
        if type(before) is not type(after):
            self.differences.append(f"{where}: {before!r} is now {after!r}")
        elif isinstance(before, dict):
            self.compare_maps(before, after, where)
        elif isinstance(before, list):
            self.compare_lists(before, after, where)
        elif isinstance(before, Tagged):
            self.compare(before.tag, after.tag, f"{where} (tag)")
            self.compare(before.value, after.value, where)
        elif before != after and not (before != before and after != after):
            # The second half: .nan is equal to nothing, itself included.
            self.differences.append(f"{where}: {before!r} is now {after!r}")

    def compare_lists(self, before, after, where):
        if len(before) != len(after):
            self.differences.append(f"{where}: {len(before)} items are now {len(after)}")
            return
        for at, (old, new) in enumerate(zip(before, after)):
            self.compare(old, new, f"{where}[{at}]")

    def compare_maps(self, before, after, where):
        allowed = self.allowed if looks_like_task(before) else frozenset()
        for key in before:
            if key not in after:
                self.differences.append(f"{where}.{key}: is gone")
            elif key in allowed and before[key] != after[key]:
                self.changed[key] += 1
            else:
                self.compare(before[key], after[key], f"{where}.{key}")
        for key in after:
            if key in before:
                continue
            if key in allowed:
                self.changed[key] += 1
            else:
                self.differences.append(f"{where}.{key}: is new")
        if [key for key in after if key in before] != list(before):
            self.differences.append(f"{where}: the keys' order changed")


def looks_like_task(value):
    """A task with async has that key and its action. A map with nothing but async is data."""
    return "async" in value and len(value) > 1


def main(args):
    parser = argparse.ArgumentParser(description="Whether two folders hold the same YAML data.")
    parser.add_argument("before", type=pathlib.Path)
    parser.add_argument("after", type=pathlib.Path)
    parser.add_argument("--allow", default="", help="keys of tasks whose values may differ, by commas")
    options = parser.parse_args(args)
    for folder in (options.before, options.after):
        if not folder.is_dir():
            parser.error(f"{folder} is not a folder")
    allowed = frozenset(key for key in options.allow.split(",") if key)

    before, after = yaml_files(options.before), yaml_files(options.after)
    problems = [f"{name}: is gone" for name in before if name not in after]
    problems += [f"{name}: is new" for name in after if name not in before]
    loaded = identical = 0
    changed = collections.Counter()
    for name in before:
        if name not in after:
            continue
        unchanged = before[name].read_bytes() == after[name].read_bytes()
        old, old_error = load(before[name])
        if unchanged:
            loaded += old_error is None
            identical += old_error is None
            continue
        new, new_error = load(after[name])
        if old_error is not None:
            problems.append(f"{name}: did not load before ({old_error}) and was changed")
            continue
        if new_error is not None:
            problems.append(f"{name}: no longer loads: {new_error}")
            continue
        loaded += 1
        comparison = Comparison(allowed)
        comparison.compare(old, new, "")
        problems += [f"{name}{difference}" for difference in comparison.differences]
        changed += comparison.changed
        identical += not comparison.differences and not comparison.changed

    for problem in problems:
        print(problem)
    by_key = ", ".join(f"{key} {count}" for key, count in sorted(changed.items())) or "none"
    print(f"{len(before)} files, {loaded} loaded, {identical} identical; changed values: {by_key}; "
          f"{len(problems)} differences")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
