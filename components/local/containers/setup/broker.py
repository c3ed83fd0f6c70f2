"""Makes RabbitMQ hold what the workload declares, and nothing else: users, exchanges, queues,
bindings, limits. It runs in a container, alone, with Python's own library.

What the workload no longer has is removed. A queue that still holds messages stays, and is told by
a line that begins with `left: `; with REMOVE=1 it goes, too.
"""

import base64
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

Plan = dict[str, list[dict[str, Any]]]

_VHOST = "%2F"
_SECONDS_TO_ANSWER, _SECONDS_TO_COUNT = 60, 20


class Broker:
    """The management API of one broker."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url.rstrip("/")
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"authorization": f"Basic {login}", "content-type": "application/json"}
        # Only ever this environment: what the machine says of proxies does not count.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, kind: str) -> list[dict[str, Any]]:
        """All of a kind in the one virtual host."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", f"{kind}/{_VHOST}"))
        return found

    def users(self) -> list[dict[str, Any]]:
        """They belong to no virtual host."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", "users"))
        return found

    def define(self, plan: Plan) -> None:
        """Adds what is missing, and overwrites users, rights and policies."""
        self._ask("POST", "definitions", json.dumps(plan).encode())

    def delete(self, kind: str, *names: str) -> None:
        """Whatever it holds."""
        path = "/".join(urllib.parse.quote(name, safe="") for name in names)
        self._ask("DELETE", f"{kind}/{path}")

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + _SECONDS_TO_ANSWER
        while True:
            try:
                self._ask("GET", "overview")
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                refused = isinstance(error, urllib.error.HTTPError)
                if refused or time.monotonic() > until:
                    raise
                time.sleep(1)
            else:
                return

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(
            f"{self._url}/api/{path}", data=body, headers=self._headers, method=method
        )
        with self._opener.open(request, timeout=30) as answer:
            content: bytes = answer.read()
        return content


def reconcile(broker: Broker, plan: Plan, *, remove: bool) -> Iterator[str]:
    """Makes what is declared, removes what is not; yields what it left alone, and why."""
    yield from _remove_queues(broker, plan, remove=remove)
    _remove_exchanges(broker, plan)
    broker.define(plan)
    _remove_bindings(broker, plan)
    _remove_policies(broker, plan)
    _remove_users(broker, plan)


def _remove_queues(broker: Broker, plan: Plan, *, remove: bool) -> Iterator[str]:
    """Those that nobody declares, and those that are declared otherwise: neither kind nor
    arguments of a queue can be changed."""
    declared = {each["name"]: each["arguments"] for each in plan["queues"]}
    for name, messages in _counted(broker, declared).items():
        if messages and not remove:
            why = "is declared otherwise" if name in declared else "is no longer in the workload"
            yield f"the queue {name} {why} and holds {messages} messages"
        else:
            broker.delete("queues", "/", name)


def _counted(broker: Broker, declared: dict[str, Any]) -> dict[str, int]:
    """How many messages the wrong queues hold. A broker that has just started does not know yet."""
    until = time.monotonic() + _SECONDS_TO_COUNT
    while True:
        wrong = [
            each
            for each in broker.get("queues")
            if not _own(each) and each["arguments"] != declared.get(each["name"])
        ]
        if all("messages" in each for each in wrong) or time.monotonic() > until:
            # One that says nothing is taken for full.
            return {each["name"]: each.get("messages", 1) for each in wrong}
        time.sleep(1)


def _own(queue: dict[str, Any]) -> bool:
    """Whether it is a client's own, and goes with its connection."""
    return bool(queue.get("exclusive") or queue["auto_delete"] or queue["name"].startswith("amq."))


def _remove_exchanges(broker: Broker, plan: Plan) -> None:
    declared = {each["name"]: each["type"] for each in plan["exchanges"]}
    for each in broker.get("exchanges"):
        name = each["name"]
        if name and not name.startswith("amq.") and declared.get(name) != each["type"]:
            broker.delete("exchanges", "/", name)


def _remove_bindings(broker: Broker, plan: Plan) -> None:
    def key(each: dict[str, Any]) -> tuple[str, ...]:
        arguments = json.dumps(each["arguments"], sort_keys=True)
        return each["source"], each["destination"], each["routing_key"], arguments

    declared = {key(each) for each in plan["bindings"]}
    ours = {each["name"] for each in plan["exchanges"]}
    for each in broker.get("bindings"):
        if each["source"] in ours and key(each) not in declared:
            way = "q" if each["destination_type"] == "queue" else "e"
            names = (each["source"], way, each["destination"], each["properties_key"])
            broker.delete("bindings", "/", "e", *names)


def _remove_policies(broker: Broker, plan: Plan) -> None:
    declared = {each["name"] for each in plan["policies"]}
    # A queue that was left keeps its limits; a policy has its queue's name.
    kept = {each["name"] for each in broker.get("queues")}
    for each in broker.get("policies"):
        if each["name"] not in declared | kept:
            broker.delete("policies", "/", each["name"])


def _remove_users(broker: Broker, plan: Plan) -> None:
    declared = {each["name"] for each in plan["users"]}
    for each in broker.users():
        # An administrator that a person made by hand is theirs.
        if each["name"] not in declared and "administrator" not in each["tags"]:
            broker.delete("users", each["name"])


def main() -> None:
    """Reads the plan that is named first among the arguments."""
    with open(sys.argv[1], encoding="utf-8") as file:
        plan: Plan = json.load(file)
    user, password = os.environ["BROKER_USER"], os.environ["BROKER_PASSWORD"]
    broker = Broker(os.environ["BROKER_URL"], user, password)
    try:
        broker.wait()
        for left in reconcile(broker, plan, remove=bool(os.environ.get("REMOVE"))):
            print(f"left: {left}", flush=True)
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")[:2000]
        sys.exit(f"{error.url}: {error.code} {error.reason}: {said}")
    except (urllib.error.URLError, OSError) as error:
        sys.exit(f"{os.environ['BROKER_URL']} does not answer: {error}")


if __name__ == "__main__":
    main()
