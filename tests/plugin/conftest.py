"""A moto server for the tests of the provider."""

from collections.abc import Iterator

import pytest

from aws_account.moto import moto_server
from tests.plugin.engine import ACCOUNT, Engine


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("account") / "server.json"
    yield moto_server.start(file, account=ACCOUNT).address
    moto_server.stop(file)


@pytest.fixture
def engine(endpoint: str) -> Iterator[Engine]:
    engine = Engine(endpoint)
    yield engine
    engine.channel.close()
    engine.server.stop(grace=None)
