"""The walls of the house: which room may use which, and only through its face.

A room is a folder with an `__init__.py`, its face: what stands in `__all__` there is for others. A
package is a room at the top; it may have rooms inside.
"""

import ast
import functools
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.factories import ROOT
from tests.written_rules import figure, layers

pytestmark = pytest.mark.xdist_group("rooms")
"""One process reads all imports."""

LAYERS = layers()
ROOMS = {
    ".".join(path.parent.relative_to(ROOT).parts): path.parent
    for package in LAYERS
    for path in sorted((ROOT / package).rglob("__init__.py"))
}


@dataclass(frozen=True)
class Import:
    """One name that a module takes from another of ours."""

    place: str
    importer: str
    """The room of the module, or the module itself where it starts a program."""
    module: str
    name: str

    @property
    def room(self) -> str:
        """The room that the name comes from."""
        return room_of(f"{self.module}.{self.name}")


def room_of(dotted: str) -> str:
    parts = dotted.split(".")
    while ".".join(parts) not in ROOMS:
        parts.pop()
    return ".".join(parts)


def files(room: str) -> list[Path]:
    return sorted(path for path in ROOMS[room].glob("*.py") if path.name != "__init__.py")


def imports(path: Path, importer: str) -> Iterator[Import]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] in LAYERS:
                yield from (Import(place, importer, node.module, a.name) for a in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in LAYERS:
                    yield Import(place, importer, alias.name, "")


@functools.cache
def all_imports() -> list[Import]:
    """Every import of the program, the benchmarks and the rooms. It takes seconds, so only the
    process that tests them reads them."""
    return list(read_imports())


def read_imports() -> Iterator[Import]:
    for room, folder in ROOMS.items():
        for path in sorted(folder.glob("*.py")):
            starts = path.name == "__main__.py"
            yield from imports(path, f"{room}.__main__" if starts else room)
    for path in (ROOT / "__main__.py", *sorted((ROOT / "benchmarks").glob("*.py"))):
        yield from imports(path, str(path.relative_to(ROOT)))


def inside(room: str, other: str) -> bool:
    """Whether a room is another one, or inside of it."""
    return f"{room}.".startswith(f"{other}.")


def test_there_is_something_to_look_at() -> None:
    assert len(ROOMS) > 30
    assert len(all_imports()) > 1000
    # What a team adds under own/ is its own.
    assert set(LAYERS) - {"own"} == {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"own"}


@pytest.mark.parametrize("package", LAYERS)
def test_a_package_uses_those_below_it_only(package: str) -> None:
    allowed = {package, *LAYERS[package]}
    wrong = [
        f"{each.place}: {each.room}"
        for each in all_imports()
        if each.importer.split(".")[0] == package
        and not any(inside(each.room, other) for other in allowed)
    ]
    assert not wrong


def test_the_layers_have_no_circle() -> None:
    below = {package: {each.split(".")[0] for each in used} for package, used in LAYERS.items()}
    below["aws_account"].discard("engine")  # `engine.values` alone, which knows nothing of others
    assert list(TopologicalSorter(below).static_order())


def test_rooms_have_no_circle() -> None:
    graph: dict[str, set[str]] = {room: set() for room in ROOMS}
    for each in all_imports():
        if each.room != each.importer and not inside(each.importer, each.room):
            graph.setdefault(each.importer, set()).add(each.room)
    assert list(TopologicalSorter(graph).static_order())


def test_files_of_a_room_have_no_circle() -> None:
    for room in ROOMS:
        graph: dict[str, set[str]] = {}
        for path in files(room):
            beside = graph.setdefault(path.stem, set())
            for each in imports(path, room):
                stem = each.name if each.module == room else each.module.removeprefix(f"{room}.")
                if (ROOMS[room] / f"{stem}.py").is_file():
                    beside.add(stem)
        assert list(TopologicalSorter(graph).static_order()) or not graph


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_can_be_looked_over(room: str) -> None:
    names = [path.stem for path in files(room)]
    assert len(names) <= figure("files of a room"), names


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_face(room: str) -> None:
    face = importlib.import_module(room)
    assert face.__doc__
    shown = getattr(face, "__all__", [])
    assert shown == sorted(set(shown), key=lambda name: (not name.isupper(), name.islower(), name))
    # A face may show a file that is imported only when somebody asks for it.
    shown_files = {name for name in shown if (ROOMS[room] / f"{name}.py").is_file()}
    assert all(importlib.import_module(f"{room}.{name}") for name in shown_files)
    assert all(hasattr(face, name) for name in shown)
    taken = {each.name for each in imports(ROOMS[room] / "__init__.py", room)}
    defined = {
        target.id
        for node in ast.parse((ROOMS[room] / "__init__.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    assert set(shown) <= taken | defined | shown_files


def test_the_command_line_starts_without_what_single_commands_need() -> None:
    """moto looks at the machine's AWS settings as it is imported, and pulumi_aws takes seconds."""
    heavy = ("moto", "boto3", "pulumi_aws", "pulumi_docker")
    code = f"import operations.__main__, sys; print([m for m in {heavy} if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "AWS_PROFILE": "nobody"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout == "[]\n", ended.stderr


def test_others_use_faces_only() -> None:
    wrong = []
    for each in all_imports():
        if inside(each.importer, each.room):
            continue  # its own room, or what stands beside it in the one around it
        face = importlib.import_module(each.room)
        name = each.name if each.module == each.room else ""
        if name not in getattr(face, "__all__", ()) and each.name:
            wrong.append(f"{each.place}: {each.module} does not show {each.name}")
    assert not wrong
