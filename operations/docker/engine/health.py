"""The health of services as the gateway sees it, which asks each by its health path."""

import csv
import io
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import replace

from operations.docker.engine.containers import Running, is_of

_STATUS_PORT = 8404
"""Port of the gateway's own page, in its container."""
_WORDS = {"UP": "healthy", "DOWN": "unhealthy", "MAINT": "unhealthy"}
"""Health by the first word of HAProxy's status: `UP 1/3` is up and has failed since, and MAINT has
no address."""

NOTICED_SECONDS = 13
"""Seconds in which the gateway notices that a container which answered has stopped to: the interval
of its checks, and three more of the short interval (`default-server` of its configuration)."""


def with_health(containers: Sequence[Running]) -> list[Running]:
    """Returns the same containers, with the gateway's answer for those behind it. Health that may
    still be that of the container before, which had the same name, is no answer yet."""
    said = _asked(containers)
    return [
        replace(each, health=_of_itself(each, said.get(each.name, ""))) if each.runs else each
        for each in containers
    ]


def _of_itself(each: Running, said: str) -> str:
    may_be_older = said == "healthy" and each.seconds < NOTICED_SECONDS
    return "starting" if may_be_older else said or each.health


def read(page: str) -> Mapping[str, str]:
    """Returns the health by name from HAProxy's CSV. A server has the name of its container, a back
    end that of its service."""
    rows = csv.DictReader(io.StringIO(page.removeprefix("# ")))
    return {row["svname"]: _health(row) for row in rows if is_of(row["svname"], row["pxname"])}


def _health(row: Mapping[str, str]) -> str:
    """Returns the health of one row. HAProxy counts a server as up until it has asked it, so `INI`
    is no answer yet."""
    health = _WORDS.get(row["status"].split(" ")[0], "-")
    asked = row.get("check_status", "").lstrip("* ") != "INI"
    return health if asked else "starting"


def _asked(containers: Sequence[Running]) -> Mapping[str, str]:
    ports = [
        port
        for each in containers
        if each.name == "gateway" and each.runs
        for port, inside in each.ports.items()
        if inside == _STATUS_PORT
    ]
    if not ports:
        return {}
    try:
        # The address is always on this machine, so the environment's proxies are ignored.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{ports[0]}/;csv", timeout=3) as answer:
            return read(answer.read().decode())
    except (urllib.error.URLError, OSError):
        return {}
