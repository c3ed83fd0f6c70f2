"""A private key is taken only if it fits its public half, and restarts who signs with it."""

from dataclasses import replace

import pytest

from config import CloudPlatform
from operations.errors import OperationError
from operations.operate.passwords import private_keys
from tests.factories import make_platform
from tests.signing_keys import private, public, rsa_pair

PAIR, OTHER = rsa_pair(), rsa_pair()


@pytest.fixture(scope="module")
def platform() -> CloudPlatform:
    keys = {"public_keys": {"a": "a.pem", "b": "b.pem"}, "signs": "b"}
    found = make_platform("prod", settings={"edge": {"signing_keys": {"films": keys}}})
    return replace(found, signing_keys={"films": {"a": public(PAIR), "b": public(OTHER)}})


def test_the_private_half_is_taken(platform: CloudPlatform) -> None:
    private_keys.check(platform, "films-a", private(PAIR))
    private_keys.check(platform, "payment-provider-key", "anything")


@pytest.mark.parametrize("value", [private(OTHER), public(PAIR), "anything", ""])
def test_another_value_is_refused(platform: CloudPlatform, value: str) -> None:
    with pytest.raises(OperationError, match=r"films\.public_keys\.a"):
        private_keys.check(platform, "films-a", value)


def test_programs_have_the_generation_that_signs(platform: CloudPlatform) -> None:
    signed = {name: private_keys.signed_by(platform, name) for name in ("films-a", "films-b", "x")}
    assert signed == {"films-a": "", "films-b": "films", "x": ""}
