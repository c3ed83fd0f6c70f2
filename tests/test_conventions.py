"""The rules that hold for the whole code base, checked instead of remembered."""

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pulumi
import pytest
import yaml

from stacks import cloud, local
from tests import written_rules
from tests.factories import ROOT, make_local_platform, make_platform
from tests.graph import Graph, deploy
from tests.written_rules import figure

PACKAGES = sorted(written_rules.layers())
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
# They run inside AWS Lambda, alone, and are no part of the program.
HANDLERS = ROOT / "components" / "functions" / "handlers"

_FASTEST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.fixture(scope="module", params=["dev", "staging", "prod"])
def graph(request: pytest.FixtureRequest) -> Graph:
    if request.param == "dev":
        secret = {"plinth:local-secret": "a secret of these tests"}
        return deploy(lambda: local.build(make_local_platform()), stack="dev", config=secret)
    platform = make_platform(request.param)
    return deploy(lambda: cloud.build(platform), stack=request.param)


@pytest.mark.parametrize("path", sorted((ROOT / "config").rglob("*.py")), ids=name)
def test_configuration_knows_neither_pulumi_nor_aws(path: Path) -> None:
    assert not imported(ast.parse(path.read_text())) & {"pulumi", "pulumi_aws", "boto3", "moto"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is_and_answers_one_question(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert path.name == "__init__.py" or ast.get_docstring(tree)
    assert len(text.splitlines()) <= figure("lines of a Python file")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert lines <= figure("lines of a function's body"), f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_public_names_are_documented(path: Path) -> None:
    if HANDLERS in path.parents:
        pytest.skip("runs inside AWS Lambda: its handler's signature is Lambda's")
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("package", ["components", "stacks"])
def test_nothing_compares_an_environments_name(package: str) -> None:
    names = {"prod", "production", "staging", "dev", "development"}
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                words = {c.value for c in ast.walk(node) if isinstance(c, ast.Constant)}
                assert not words & names, f"{name(path)}:{node.lineno}"


def test_the_program_is_short_and_alone_exports() -> None:
    main = (ROOT / "__main__.py").read_text()
    assert len(main.splitlines()) <= figure("lines of `__main__.py`")
    assert "pulumi.export(" in main
    for path in MODULES:
        assert "pulumi.export(" not in path.read_text(), name(path)


def test_every_component_is_registered_under_a_token_of_its_own(graph: Graph) -> None:
    tokens: dict[str, str] = {}
    for path in (ROOT / "components").rglob("*.py"):
        for token in re.findall(r'"(plinth:\w+:\w+)"', path.read_text()):
            assert token not in tokens, f"{token} in {name(path)} and {tokens[token]}"
            tokens[token] = name(path)
    used = {each.type for each in graph.registrations if each.type.startswith("plinth:")}
    assert used <= set(tokens)


def test_every_resource_belongs_to_a_component(graph: Graph) -> None:
    parents = {each.urn: each for each in graph.registrations}
    for each in graph.registrations:
        if each.type.startswith(("aws:", "docker:")):
            assert parents[each.parent].type.startswith("plinth:"), each.urn


def test_every_aws_resource_has_the_one_provider(graph: Graph) -> None:
    aws = [each for each in graph.registrations if each.type.startswith("aws:")]
    providers = graph.find("pulumi:providers:aws")
    assert len(providers) == (1 if aws else 0)
    for each in aws:
        assert each.provider.startswith(providers[0].urn), each.urn


def test_children_are_named_after_their_component(graph: Graph) -> None:
    parents = {each.urn: each for each in graph.registrations}
    for each in graph.registrations:
        parent = parents.get(each.parent)
        if parent is not None and parent.type.startswith("plinth:"):
            assert each.name == parent.name or each.name.startswith(parent.name), each.urn


def test_a_component_registers_exactly_its_declared_outputs(graph: Graph) -> None:
    classes = component_classes()
    for each in graph.registrations:
        if each.type in classes:
            declared = classes[each.type].__annotations__
            assert set(each.outputs) <= set(declared), each.urn
            # What an environment does not have is None, which the engine leaves out.
            missing = set(declared) - set(each.outputs)
            assert not [k for k in missing if type(None) not in get_args(declared[k])], each.urn


def component_classes() -> dict[str, type[pulumi.ComponentResource]]:
    """Every component, by its token."""
    found: dict[str, type[pulumi.ComponentResource]] = {}
    for path in sorted((ROOT / "components").rglob("*.py")):
        if HANDLERS in path.parents or path.name == "__init__.py":
            continue
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = importlib.import_module(".".join(parts))
        for value in vars(module).values():
            own = isinstance(value, type) and value.__module__ == module.__name__
            if own and issubclass(value, pulumi.ComponentResource):
                assert module.TYPE not in found, f"two components in {path.name}"
                found[module.TYPE] = value
    return found


def test_every_test_file_is_collected() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        if re.search(r"^def test_", path.read_text(), re.MULTILINE):
            assert path.name.startswith("test_"), name(path)


@pytest.mark.parametrize("word", ["TODO", "FIXME", "# noqa", "index-url"])
def test_nothing_is_left_unfinished(word: str) -> None:
    for path in MODULES:
        assert word not in path.read_text(), name(path)


def test_a_place_in_a_file_is_no_text_put_together() -> None:
    """A name may have a dot: `f"filter.{name}"` would lead to another line."""
    seen = 0
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Broken":
                seen += 1
                assert not isinstance(node.args[0], ast.JoinedStr), f"{name(path)}:{node.lineno}"
    assert seen > 50


def _doubles(node: yaml.Node | None) -> Iterator[str]:
    """Yields keys that stand twice in a section: readers of YAML take the last, and say nothing."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        yield from (key for key, times in Counter(keys).items() if times > 1 and key != "<<")
        for _, value in node.value:
            yield from _doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _doubles(each)


def test_no_file_of_data_says_a_thing_twice() -> None:
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.yaml"))]
    assert len(files) > 30
    texts = {name(path): path.read_text("utf-8") for path in files}
    found = {
        file: sorted(_doubles(yaml.compose(text, Loader=_FASTEST))) for file, text in texts.items()
    }
    assert {file: keys for file, keys in found.items() if keys} == {}
