"""The names of routes, on which those of rules and target groups rest."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.routing import route_key


@pytest.mark.parametrize(
    ("host", "path", "key"),
    [
        (None, "/", "root"),
        (None, "/api/orders", "api-orders"),
        ("app", "/", "app-root"),
        ("@", "/", "apex-root"),
    ],
)
def test_the_key_of_a_plain_route_is_its_host_and_path(
    host: str | None, path: str, key: str
) -> None:
    assert route_key(host, path) == key


def test_routes_that_would_read_the_same_have_different_keys() -> None:
    alike = [
        *[(None, path) for path in ("/api/orders", "/api-orders", "/api/Orders", "/api.orders")],
        *[("api", "/orders"), ("apex", "/"), ("@", "/"), (None, "/apex/root"), ("api-orders", "/")],
        *[(None, "/root"), (None, "/"), (None, "/~"), (None, "/_"), (None, "/api/orders/root")],
    ]
    keys = [route_key(host, path) for host, path in alike]
    assert len(set(keys)) == len(keys), keys


labels = st.one_of(st.none(), st.sampled_from(["@", "apex", "api", "a-b", "root"]))
paths = st.lists(
    st.sampled_from(["a", "A", "b", "a-b", "root", "~", "apex", "abcdef", "x" * 30]), max_size=3
).map(lambda segments: "/" + "/".join(segments))


@given(routes=st.lists(st.tuples(labels, paths), unique=True, max_size=8))
def test_keys_are_unique_short_and_made_of_letters_digits_and_hyphens(
    routes: list[tuple[str | None, str]],
) -> None:
    keys = [route_key(host, path) for host, path in routes]
    assert all(first != second for first, second in combinations(keys, 2))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) and len(key) <= 40 for key in keys)
