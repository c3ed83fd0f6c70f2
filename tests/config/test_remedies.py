"""What people read of a mistake is a sentence of this project's: no regular expression, and none of
the parser's words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from config import Workload
from config.files import YamlFile, problems_of
from config.settings import model_for
from tests.factories import raw_settings, raw_workload

JUNK: tuple[Any, ...] = (
    None,
    "",
    "x y\n",
    "x" * 5000,
    -1,
    10**12,
    1.5,
    True,
    [],
    [[]],
    {},
    {"a": {}},
    ["", None],
)

_FOREIGN = re.compile(
    r"\^|\\[dwsA-Z]|\(\?|\[[a-z]-[a-z]|must match|[Ii]nput |valid (string|integer|dict|list)"
    r"|pydantic|[Vv]alue error|[Aa]ssertion|Traceback"
)

FILES: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    "dev": (model_for("docker"), raw_settings("dev")),
    "prod": (model_for("aws"), raw_settings("prod")),
    "workload": (Workload, raw_workload()),
}


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in pairs:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from _paths(item, (*path, key))


@contextmanager
def _with(content: dict[str, Any], path: tuple[Any, ...], junk: Any) -> Iterator[None]:
    """Puts another value at a path, and the old one back. A copy of the whole for each value would
    take most of the test's time."""
    block: Any = content
    for key in path[:-1]:
        block = block[key]
    old, block[path[-1]] = block[path[-1]], junk
    yield
    block[path[-1]] = old


@pytest.mark.parametrize("name", FILES)
def test_remedies_are_written_for_people(name: str) -> None:
    model, content = FILES[name]
    file = YamlFile(name=name, content=None, lines={})
    refused = 0
    for path in list(_paths(content)):
        for junk in JUNK:
            with _with(content, path, junk):
                try:
                    model.model_validate(content)
                except ValidationError as error:
                    refused += 1
                    for problem in problems_of(error, model, file, ()):
                        assert not _FOREIGN.search(problem.remedy), (path, junk, problem.remedy)
    assert refused > len(list(_paths(content)))
