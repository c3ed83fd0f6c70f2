"""Environments before and after edits, both ways: each optional part is removed in some."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.registration import Registration
from tests.graph import Graph
from tests.stacks import example
from tests.stacks.settings_edits import SETTINGS_EDITS
from tests.stacks.workload_edits import WORKLOAD_EDITS

NO_EDGE: dict[str, Any] = {"edge": None, "waf": None}


class Change(NamedTuple):
    """One resource of AWS that stays while something is edited."""

    edit: str
    old: Registration
    new: Registration


def environments() -> Iterator[tuple[str, Graph, Graph]]:
    """Groups of edits that people make, and parts that none of them takes away."""
    for name, group in {**SETTINGS_EDITS, **WORKLOAD_EDITS}.items():
        start = next(iter(group.values())).start
        settings = {key: value for edit in group.values() for key, value in edit.settings.items()}
        workload = {key: value for edit in group.values() for key, value in edit.workload.items()}
        yield name, example.build(start), example.build({**start, **settings}, workload)
    plain = example.build()
    yield "no route", plain, example.build({}, {"services.shop.routes": []})
    yield "a websocket", plain, example.build({}, {"services.shop.websocket": True})
    yield "no use of anything", plain, example.build({}, {"services.shop.uses": {}})
    filtered = {"subscriptions": [{"topic": "events", "queue": "mails", "filter": {"kind": ["a"]}}]}
    yield "no filter", example.build({}, filtered), plain
    locked = {"buckets.backups": {"purpose": "backups", "lock_days": 10, "expire_days": 400}}
    unlocked = {"buckets.backups": {"purpose": "backups"}}
    yield "no lock", example.build({}, locked), example.build({}, unlocked)
    closed: dict[str, Any] = {"gateway.cors": {"allowed_origins": []}}
    yield "no origin", plain, example.build(closed)
    yield "no origin without an edge", example.build(NO_EDGE), example.build(NO_EDGE | closed)


def changes() -> Iterator[Change]:
    """What stays in each edit, as it is made and as it is taken back."""
    for name, before, after in environments():
        for edit, first, second in ((name, before, after), (f"{name}, back", after, before)):
            old = {each.urn: each for each in first.registrations if each.custom}
            for new in second.registrations:
                if new.urn in old:
                    yield Change(edit, old[new.urn], new)
