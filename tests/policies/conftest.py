"""Documents of the example's environments, each made once."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from backends import SymbolicBackend
from engine.program import run_function
from operations.plan import document
from stacks import cloud
from tests.factories import make_platform

Documents = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def documents() -> Documents:
    """The document of an environment, by the name of its stack. Its outputs are references."""

    @cache
    def made(stack: str) -> dict[str, Any]:
        platform = make_platform(stack)
        outcome = run_function(lambda: cloud.build(platform), SymbolicBackend(), stack=stack)
        return document.build(outcome)

    return made
