#!/usr/bin/env python3
"""Says what PyYAML reads, as trees that another language can compare.

    python3 scripts/pyyaml/trees.py < requests > answers

A request is a line of JSON: {"text": "..."} or {"path": "..."}, with "loader": "c" (the default: libyaml,
which Ansible uses where PyYAML has it: HAS_LIBYAML in lib/ansible/module_utils/common/yaml.py) or "python"
(yaml/scanner.py, which differs in tabs). Each gets one line of JSON: {"documents": [tree, ...]}, or
{"error": "...", "at": offset or null, "stage": "read" | "construct"}. "read" is the reader, scanner, parser
and composer; "construct" is SafeConstructor, with the tags that it doesn't know let through.

Trees are those of the composer, so that merge keys and duplicate keys are still there:

    ["null"] ["bool", true] ["int", "12"] ["float", 1.5 | "inf" | "-inf" | "nan"] ["str", "text"]
    ["seq", [tree, ...]]   ["map", [[key, value], ...]]
    ["*", 3]               a node met before: the third that was, counted from 0 in the order of reading
    ["tag", "!vault", tree] around a node whose tag is not one of YAML's own

A scalar's tree ends with the offset at which it starts, in code points, unless a tag or anchor may stand
before it. Exit status: 3 there is no PyYAML.
"""

import json
import math
import sys

try:
    import yaml
except ImportError:
    print("trees.py needs PyYAML", file=sys.stderr)
    sys.exit(3)

CORE = "tag:yaml.org,2002:"
sys.setrecursionlimit(5000)


class PythonLoader(yaml.SafeLoader):
    pass


class LibyamlLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    pass


def let_through(loader, suffix, node):
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else filled_later(loader, node)


def filled_later(loader, node):
    """As SafeConstructor does it (construct_yaml_map): a collection may hold itself by an alias."""
    if isinstance(node, yaml.SequenceNode):
        items = []
        yield items
        items.extend(loader.construct_sequence(node))
    else:
        entries = {}
        yield entries
        entries.update(loader.construct_mapping(node))


LOADERS = {"c": LibyamlLoader, "python": PythonLoader}
for each in LOADERS.values():
    # The empty prefix takes every tag that has no constructor of its own.
    each.add_multi_constructor("", let_through)


class Trees:
    """Turns the nodes of one document into trees."""

    def __init__(self, loader):
        self.loader = loader
        self.numbers = {}

    def tree(self, node):
        if id(node) in self.numbers:
            return ["*", self.numbers[id(node)]]
        self.numbers[id(node)] = len(self.numbers)
        if isinstance(node, yaml.ScalarNode):
            tree = self.scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            tree = ["seq", [self.tree(item) for item in node.value]]
        else:
            tree = ["map", [[self.tree(key), self.tree(value)] for key, value in node.value]]
        return tree if node.tag.startswith(CORE) else ["tag", node.tag, tree]

    def scalar(self, node):
        kind = node.tag[len(CORE):] if node.tag.startswith(CORE) else "str"
        start = node.start_mark.index
        if kind == "null":
            return ["null", start]
        if kind == "bool":
            return ["bool", self.loader.construct_yaml_bool(node), start]
        if kind == "int":
            return ["int", str(self.loader.construct_yaml_int(node)), start]
        if kind == "float":
            value = self.loader.construct_yaml_float(node)
            return ["float", value if math.isfinite(value) else str(value), start]
        # Timestamps, merge keys, `=` and !!binary: their text says what they are.
        return ["str", node.value, start]


def answer(request):
    if "path" in request:
        with open(request["path"], "rb") as stream:
            text = stream.read().decode("utf-8")
    else:
        text = request["text"]
    documents, stage = [], "read"
    try:
        # CParser encodes the text when it is made.
        loader = LOADERS[request.get("loader", "c")](text)
        while loader.check_node():
            stage = "read"
            node = loader.get_node()
            # First, because constructing flattens the merge keys of the nodes in place.
            stage = "construct"
            documents.append(Trees(loader).tree(node))
            loader.construct_document(node)
            stage = "read"
    except Exception as error:  # Whatever is raised here, Ansible does not load the file.
        # Beside YAMLError: ValueError (2024-13-45, the int 0b_), TypeError (a map as a key), KeyError (!!bool
        # maybe), AttributeError (!!timestamp soon), IndexError (!!int ''), RecursionError.
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = mark.index if mark is not None else getattr(error, "position", None)
        return {"error": " ".join(f"{type(error).__name__}: {error}".split()), "at": at, "stage": stage}
    return {"documents": documents}


for line in sys.stdin:
    try:
        said = answer(json.loads(line))
    except (OSError, UnicodeError) as error:
        said = {"error": f"{type(error).__name__}: {error}", "at": None, "stage": "read"}
    # Not sys.stdout.write: a lone surrogate has to come through, and JSON escapes do that.
    print(json.dumps(said), flush=True)
