"""Which paths the gateways refuse."""

import re
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.values.aws_facts import CONDITION_VALUES_PER_RULE
from planning.refused_paths import REFUSED

TRICKS = [
    "/api/login/../accounts/42",
    "/api/login/..",
    "/..",
    "/api/./accounts",
    "/api/.",
    "/api/login/%2e%2e/accounts",
    "/api/login/%2E%2E/accounts",
    "/api/login/.%2e/accounts",
    "/api/login/%2E./accounts",
    "/api/login/..;/accounts",
    "/api/login/..;a=b/accounts",
    "/api/login/..%3b/accounts",
    "/api/accounts;/42",
    "/api/accounts%3B/42",
    "//api/accounts",
    "/api//accounts",
    "/api/accounts//",
    "/api/login%2f..%2faccounts",
    "/api%2Faccounts",
    "/api/login/..\\accounts",
    "/api\\accounts",
    "/api%5caccounts",
    "/api%5Caccounts",
    "/api/login/%252e%252e/accounts",
    "/api/login/%252E./accounts",
    "/api%252faccounts",
    "/api%25252faccounts",
    "/api%255caccounts",
    "/api/login/%25%32%65%25%32%65/accounts",
    "/api/login/%%32e%%32e/accounts",
    "/api/accounts%00",
    "/api/accounts%0a",
    "/api/accounts%0D%0Ax: y",
    "/api/accounts%1f",
    "/api/accounts%7F",
    "/api/accounts\x00",
    "/api/accounts\x01",
    "/api/accounts\t",
    "/api/acc ounts",
    "/api/accounts\x7f",
    "/api/\xe2accounts",
    "/api/%61ccounts",
    "/%41pi/accounts",
    "/api/accounts/%34%32",
    "/api%2dinternal",
    "/api%5Finternal",
    "/%7euser",
    "/api/login/%c0%ae%c0%ae/accounts",
    "/api%c0%afaccounts",
    "/api/login/%u002e%u002e/accounts",
    "/api/%",
    "/api/%2",
    "/api/%zz",
    "/api/%2/..",
]
PLAIN = [
    "/",
    "/api",
    "/api/accounts/42",
    "/api/accounts/",
    "/.well-known/jwks.json",
    "/a.b/c..d/...",
    "/files/..hidden",
    "/files/report.final.pdf",
    "/~user/-_.~",
    "/a:b@c!$&'()*+,=/d",
    "/search/caf%C3%A9",
    "/search/%E4%BD%A0%E5%A5%BD",
    "/search/two%20words",
    "/search/50%25",
    "/search/50%25/off",
    "/search/a%26b%3Dc%3Fd%23e%40f%2B",
    "/search/%5Bx%5D%7B%7D%7C%5E%60%22%3C%3E",
]


def refused(path: str) -> bool:
    """As at a gateway that looks for the expressions somewhere in the path."""
    found = any(re.search(each, path) for each in REFUSED)
    # And as at one that compares the whole path.
    assert found == any(re.fullmatch(each, path) for each in REFUSED)
    return found


@pytest.mark.parametrize("path", TRICKS, ids=ascii)
def test_a_crooked_path_is_refused(path: str) -> None:
    assert refused(path)


@pytest.mark.parametrize("path", PLAIN, ids=ascii)
def test_a_plain_path_passes(path: str) -> None:
    assert not refused(path)


NAMES = st.text(min_size=1).filter(lambda text: text not in (".", ".."))


@given(st.lists(NAMES, max_size=4))
def test_what_a_client_encodes_by_the_book_passes_unless_it_hides_something(
    names: list[str],
) -> None:
    path = "/" + "/".join(urllib.parse.quote(name, safe="!$&'()*+,=:@") for name in names)
    hides = any(re.search(r"[/\\;\x00-\x1f\x7f]|%(25)*[0-9A-Fa-f]", name) for name in names)
    assert hides or not refused(path)


@given(st.text("/.%25eEfF;\\aA0", max_size=12))
def test_a_path_that_passes_is_read_in_one_way_only(text: str) -> None:
    path = f"/{text}"
    if refused(path):
        return
    decoded = path
    for _ in range(4):
        again = urllib.parse.unquote(decoded)
        assert again.count("/") == path.count("/")
        assert not {".", ".."} & set(again.split("/"))
        assert ";" not in again
        assert "\\" not in again
        decoded = again


def test_they_fit_into_one_condition_of_a_listener_rule() -> None:
    assert len(REFUSED) <= min(3, CONDITION_VALUES_PER_RULE)
    assert all(len(each) <= 128 for each in REFUSED)
    # The load balancer's expressions look neither ahead nor behind, and refer to nothing.
    assert not any(re.search(r"\(\?|\\[0-9pPkK]|[*+?}]\+", each) for each in REFUSED)
