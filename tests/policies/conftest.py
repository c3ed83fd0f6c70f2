"""Documents of the example's environments, each made once."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from stacks import cloud
from tests.documents import document_of
from tests.factories import make_platform

Documents = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def documents() -> Documents:
    """The document of an environment, by the name of its stack. Its outputs are references."""

    @cache
    def made(stack: str) -> dict[str, Any]:
        platform = make_platform(stack)
        return document_of(lambda: cloud.build(platform), stack=stack)

    return made
