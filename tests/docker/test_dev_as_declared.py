"""What the workload declares is what there is, in the running environment: after `test_dev.py`, and
before the tests that change what carries messages."""

import base64
import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
import yaml

from tests.docker.conftest import BUILT, Dev, soon

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]

Workload = dict[str, Any]


@contextmanager
def changed(dev: Dev, change: Callable[[Workload], None]) -> Iterator[None]:
    """The workload with a change, and afterwards as it was."""
    file = dev.folder / "config" / "workload.yaml"
    before = file.read_text()
    content = yaml.safe_load(before)
    change(content)
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    try:
        yield
    finally:
        file.write_text(before)
        dev.up()


def ids(dev: Dev) -> dict[str, str]:
    """Container -> its ID, of all that are no setups."""
    found = dev.docker("ps", "--all", "--format", '{{.Label "plinth.name"}} {{.ID}}').split("\n")
    pairs = [line.split() for line in found if len(line.split()) == 2]
    mine = f"{dev.project}-dev-"
    names = dev.docker("ps", "--all", "--format", "{{.ID}} {{.Names}}").split("\n")
    own = {line.split()[0] for line in names if line and line.split()[1].startswith(mine)}
    return {name: id_ for name, id_ in pairs if id_ in own}


def broker(dev: Dev, path: str) -> list[dict[str, Any]]:
    user, password = dev.outputs["connections"]["broker"].split("//")[1].split("@")[0].split(":")
    login = base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{dev.ports['broker_console']}/api/{path}",
        headers={"authorization": f"Basic {login}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: list[dict[str, Any]] = json.loads(answer.read())
    return found


def filters(dev: Dev) -> set[str]:
    """The events for which there is a binding of `mails`."""
    bindings = broker(dev, "bindings/%2F")
    return {
        each["arguments"].get("event", "")
        for each in bindings
        if (each["source"], each["destination"]) == ("order-events", "mails")
    }


def test_the_broker_holds_what_is_declared_and_keeps_messages(dev: Dev) -> None:
    def less(workload: Workload) -> None:
        workload["subscriptions"][0]["filter"] = {"event": ["order-placed"]}
        workload["queues"]["mails"]["max_receives"] = 2
        del workload["queues"]["live-updates"], workload["subscriptions"][1]
        del workload["services"]["live"]["uses"]["queues"]

    assert filters(dev) == {"order-placed", "order-shipped"}
    before = ids(dev)
    with changed(dev, less):
        dev.up()
        assert filters(dev) == {"order-placed"}
        policies = {each["name"]: each["definition"] for each in broker(dev, "policies/%2F")}
        assert policies["mails"]["delivery-limit"] == 1
        assert "live-updates" not in {each["name"] for each in broker(dev, "queues/%2F")}
        assert "live" not in {each["name"] for each in broker(dev, "users")}
        # Only the program that lost something was replaced: not the broker, not its other users.
        after = ids(dev)
        assert {name for name in before if before[name] != after.get(name)} == {"live"}
    assert filters(dev) == {"order-placed", "order-shipped"}


def test_a_bucket_more_restarts_nobody_and_migrates_nothing(dev: Dev) -> None:
    before = ids(dev)
    with changed(dev, lambda workload: workload["buckets"].update(extra={"purpose": "uploads"})):
        dev.up()
        after = ids(dev)
        # The bucket's host name is one of the object store's.
        assert {name for name in before if before[name] != after.get(name)} == {"objects"}


def test_a_lock_on_a_bucket_that_exists_is_made(dev: Dev) -> None:
    def lock(workload: Workload) -> None:
        workload["buckets"]["archive"]["lock_days"] = 1

    before = ids(dev)
    with changed(dev, lock):
        dev.up()
        assert ids(dev) == before


def test_a_failed_setup_changes_nothing(dev: Dev) -> None:
    def impossible(workload: Workload) -> None:
        workload["databases"]["orders"]["extensions"].append("postgis")

    before = ids(dev)
    with changed(dev, impossible):
        assert "database-setup failed" in dev.fails("engine", "up", "dev", "--yes")
        assert ids(dev) == before
        assert soon(lambda: dev.ask("/").status == 200)
    assert ids(dev) == before


def test_an_up_names_what_crashes_with_its_last_lines(dev: Dev) -> None:
    file = dev.folder / BUILT / "serve.py"
    before = file.read_text()
    file.write_text('raise SystemExit("broken on purpose")\n')
    try:
        told = dev.fails("engine", "up", "dev", "--yes", "--", "--skip-preview")
        assert "docs: " in told
        assert "broken on purpose" in told
        assert "make logs SERVICE=docs" in told
    finally:
        file.write_text(before)
        dev.up()


def test_what_a_renamed_bucket_held_is_told_and_removed_when_asked(dev: Dev) -> None:
    def rename(workload: Workload) -> None:
        workload["buckets"]["papers"] = workload["buckets"].pop("uploads")
        for program in workload["services"].values():
            uses = program.get("uses", {}).get("buckets", {})
            if "uploads" in uses:
                uses["papers"] = uses.pop("uploads")

    name = dev.variable("orders", "BUCKET_UPLOADS")
    boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{dev.ports['objects']}",
        aws_access_key_id=dev.variable("orders", "AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=dev.variable("orders", "AWS_SECRET_ACCESS_KEY"),
        region_name="us-east-1",
    ).put_object(Bucket=name, Key="invoices/kept", Body=b"paid")
    with changed(dev, rename):
        dev.up()
        told = f"the bucket {name} is no longer in the workload and holds objects"
        assert told in dev.printed[-1]
        assert told in dev.operate("leftovers")
        dev.operate("leftovers", "--remove")
        assert told not in dev.operate("leftovers")


def power(dev: Dev, name: str) -> dict[str, str]:
    """What the kernel says of a container's first process."""
    text = dev.docker("exec", dev.container(name), "cat", "/proc/1/status")
    rows = (line.split(maxsplit=1) for line in text.splitlines())
    found = {row[0].rstrip(":"): row[-1] for row in rows}
    return {key: found[key].split()[0] for key in ("Uid", "Gid", "CapBnd", "NoNewPrivs")}


KEPT = f"{0b100_1110_1011:016x}"
"""Bits of linux/capability.h, from the left: NET_BIND_SERVICE, SETUID, SETGID, KILL, FOWNER,
DAC_OVERRIDE, CHOWN."""


def test_nothing_has_more_of_root_than_starting_takes(dev: Dev) -> None:
    for name in ("database", "cache", "broker", "objects", "gateway", "docs", "orders"):
        found = power(dev, name)
        assert (found["CapBnd"], found["NoNewPrivs"]) == (KEPT, "1"), name


def test_a_program_runs_as_it_says_until_it_no_longer_says_so(dev: Dev) -> None:
    before = power(dev, "docs")

    def hardened(workload: Workload) -> None:
        workload["services"]["docs"].update(user="1234:1234", capabilities=[])

    with changed(dev, hardened):
        dev.up()
        assert power(dev, "docs") == {
            "Uid": "1234",
            "Gid": "1234",
            "CapBnd": "0" * 16,
            "NoNewPrivs": "1",
        }
        dev.up("--refresh", "--expect-no-changes")
    assert power(dev, "docs") == before
