"""The function at the edge chooses the load balancer that the table names."""

import json
import shutil
import subprocess

import pytest

from config.gateway import TABLE_BYTES, answers, written
from planning.edge import function_code

CLOUDFRONT_BYTES = 10_240
"""docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
TABLE = {"/": 3, "/a": 2, "/a/b": 1, "@/a": 4, "app/": 2, "app/a/b": 5, "/a/b/c": 6}
REQUESTS = [
    (host, path)
    for host in ("shop.example.com", "APP.shop.example.com:443", "api.shop.example.com", "d1.net")
    for path in ("/", "/a", "/a/", "/a/x", "/ab", "/a/b", "/a/b/", "/a/b/c/d", "/z/y", "")
]
RUN = """
const cf = {selectRequestOriginById: id => { chosen = id; }};
let chosen;
%s
console.log(JSON.stringify(%s.map(([host, uri]) => {
  chosen = 'balancer';
  handler({request: {uri, headers: {host: {value: host}}}});
  return chosen;
})));
"""


def label(host: str) -> str:
    name = host.lower().partition(":")[0]
    if name == "shop.example.com":
        return "@"
    return name.removesuffix(".shop.example.com") if name.endswith(".shop.example.com") else ""


def chosen(code: str, requests: list[tuple[str, str]]) -> list[str]:
    """The origins that the function selects, one for each host and path."""
    first, _, rest = code.partition("\n")
    assert first == "import cf from 'cloudfront';"
    asked = ["node", "-e", RUN % (rest, json.dumps(requests))]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True)
    return list(json.loads(ran.stdout))


@pytest.mark.skipif(not shutil.which("node"), reason="node runs the function, and is not here")
def test_the_function_looks_requests_up_as_the_table_is_meant() -> None:
    code = function_code(TABLE, "shop.example.com", "balancer")
    numbers = [answers(TABLE, label(host), path) for host, path in REQUESTS]
    expected = ["balancer" if number == 1 else f"balancer-{number}" for number in numbers]
    assert chosen(code, REQUESTS) == expected
    assert len(set(expected)) == 6


@pytest.mark.skipif(not shutil.which("node"), reason="node runs the function, and is not here")
def test_the_function_knows_hosts_of_further_domains() -> None:
    further = {"germany": "shop.example.de", "outlet": "outlet.shop.example.com"}
    table = {"@germany/": 2, "app@germany/": 3, "@outlet/a": 4, "app@outlet/": 5, "app/": 6, "/": 7}
    code = function_code(table, "shop.example.com", "balancer", further)
    numbers = {
        ("shop.example.de", "/x"): 2,
        ("APP.shop.example.de:443", "/"): 3,
        ("outlet.shop.example.com", "/a/b"): 4,
        ("app.outlet.shop.example.com", "/"): 5,
        ("app.shop.example.com", "/"): 6,
        ("outlet.shop.example.com", "/b"): 7,
        ("xshop.example.de", "/"): 7,
        ("shop.example.com", "/"): 7,
    }
    assert chosen(code, [*numbers]) == [f"balancer-{number}" for number in numbers.values()]


def test_the_largest_table_fits_into_a_function_with_the_longest_domain() -> None:
    code = function_code({}, "d" * 253, "load-balancer")
    assert len(code) - len(written({})) + TABLE_BYTES <= CLOUDFRONT_BYTES
