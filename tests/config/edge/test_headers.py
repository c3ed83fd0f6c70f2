"""Headers that the edge adds: what can be written, and how a mistake is told."""

from typing import Any

import pytest

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, raw_settings, raw_workload

POLICY = "default-src 'self'; img-src 'self' data: https://*.example.org; sandbox allow-scripts;"


def told(**keys: Any) -> tuple[str, ...]:
    """What is said of a shop whose edge has these keys."""
    settings = raw_settings("prod", edge={"price_class": "PriceClass_100", **keys})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("w.yaml", raw_workload(), {})
    try:
        check("prod", settings, *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()


def test_a_policy_and_ten_headers_can_be_written() -> None:
    headers = {f"X-Own-{number}": "some value; with=parts, and more" for number in range(10)}
    assert told(content_security_policy=POLICY, response_headers=headers) == ()
    assert told(content_security_policy=None, response_headers={}) == ()


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("", "not empty"),
        ("   ", "not empty"),
        ("default-src 'self'\nimg-src *", "one line"),
        ("default-src \u2018self\u2019", "plain ASCII"),
        ("default-src self", "write 'self'"),
        ("frame-ancestors none", "write 'none'"),
        ("defualt-src 'self'", "did you mean default-src?"),
        ("default-src: 'self'", "did you mean default-src?"),
        ("img-src *; img-src data:", "names img-src twice"),
        ("default-src 'self', img-src *", "no comma"),
        ("script-src 'nonce-abc'", "guards nothing"),
        (f"default-src {'a' * 1800}", "1783 characters at most"),
        (True, "must be text"),
        (["default-src 'self'"], "must be text"),
        ({"default-src": "'self'"}, "must be text"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_policy_that_browsers_would_read_otherwise_is_refused(policy: Any, says: str) -> None:
    [problem] = told(content_security_policy=policy)
    assert "edge.content_security_policy: " in problem
    assert says in problem


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"Content-Security-Policy": POLICY}, "write it as content_security_policy"),
        ({"X-Frame-Options": "DENY"}, "is sent already"),
        ({"access-control-allow-origin": "*"}, "gateway.cors"),
        ({"Set-Cookie": "a=b"}, "the answer itself"),
        ({"X Own": "a"}, "without spaces"),
        ({"X-Own": ""}, "not empty"),
        ({"X-Own": "a\r\nSet-Cookie: b"}, "one line"),
        ({"X-Own": None}, "must not be null"),
        ({"X-Own": True}, "must be text"),
        ({"X-Own": "a", "x-own": "b"}, "twice"),
        ({f"X-{number}": "a" for number in range(11)}, "at most 10"),
        (["X-Own: a"], "edge.response_headers"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_header_that_is_not_the_teams_to_say_is_refused(headers: Any, says: str) -> None:
    problems = told(response_headers=headers)
    assert len(problems) == 1, problems
    assert says in problems[0]


def test_near_misses_of_the_keys_are_told() -> None:
    [problem] = told(content_security_polcy=POLICY)
    assert "did you mean content_security_policy?" in problem
    [problem] = told(response_header={})
    assert "did you mean response_headers?" in problem
