"""The gateway's own image with the generated configuration: which paths it refuses.

No service is behind it, so a path that passes is answered by another status than 400.
"""

from collections.abc import Iterator

import pytest

from operations.docker.desk import files
from tests.docker.gateway_alone import running, status
from tests.factories import SHOP
from tests.planning.test_refused_paths import PLAIN, TRICKS

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gateway that knows the routes of this project's workload."""
    configuration = files.generated(SHOP, "dev")["haproxy.cfg"]
    with running(configuration, tmp_path_factory.mktemp("gateway")) as port:
        yield port


# To HAProxy a tab ends the path, as a space does.
@pytest.mark.parametrize("path", [path for path in TRICKS if "\t" not in path], ids=ascii)
def test_a_crooked_path_is_refused(gateway: int, path: str) -> None:
    assert status(gateway, path) == 400


@pytest.mark.parametrize("path", PLAIN, ids=ascii)
def test_a_plain_path_passes(gateway: int, path: str) -> None:
    assert status(gateway, path) in {200, 401, 404, 503}
