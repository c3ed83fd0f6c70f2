"""Faults of moto that would make the emulated account differ from AWS's, each with its reason.

All are here and nowhere else; a release of moto that mends one is a line less.
"""

import contextlib
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

import moto.elasticache.models
import moto.rds.models
import moto.ssm.models
import moto.synthetics.models
from moto.moto_api._internal import mock_random


@contextlib.contextmanager
def applied() -> Iterator[None]:
    """Holds all of them while it is entered."""
    with contextlib.ExitStack() as stack:
        for patch in (*_seeded_randomness(),):
            stack.enter_context(patch)
        yield


def _seeded_randomness() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Some parts of moto do not draw from the source that can be seeded: IDs would differ from
    run to run."""
    for module in (moto.rds.models, moto.elasticache.models, moto.ssm.models):
        yield mock.patch.object(module, "random", mock_random)
    uuids = SimpleNamespace(uuid4=mock_random.uuid4)
    for module in (moto.rds.models, moto.synthetics.models):
        yield mock.patch.object(module, "uuid", uuids)
