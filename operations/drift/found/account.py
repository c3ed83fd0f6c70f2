"""The emulator's differences, in the model that all readings have."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from operations.drift.found.findings import NOTHING, Finding, Reading
from operations.drift.found.lines import named

if TYPE_CHECKING:
    from aws_account.drift import Difference
    from aws_account.resources import Resource


def of_account(differences: Iterable["Difference"], declared: Iterable["Resource"]) -> Reading:
    """Returns what the emulator read of declared resources."""
    resources = list(declared)
    ids = {each.urn: str(each.id) for each in resources if each.id}
    every = [set(each.default_tags.items()) for each in resources]
    return Reading(
        tuple(_finding(each, ids.get(each.urn, "")) for each in differences),
        len(resources),
        names=named((each.urn, (each.id, each.outputs.get("arn"))) for each in resources),
        known=frozenset(name for each in resources for name in _known(each)),
        regions=tuple(sorted({each.region for each in resources if each.region})),
        tags=dict(sorted(set.intersection(*every))) if every else {},
    )


def _finding(difference: "Difference", id_: str) -> Finding:
    return Finding(
        difference.kind,
        difference.urn,
        difference.path,
        _plain(difference.declared),
        _plain(difference.found),
        ids=(id_,) if id_ else (),
    )


def _plain(value: object) -> object:
    from aws_account.drift import ABSENT

    return NOTHING if value == ABSENT else value


def _known(resource: "Resource") -> Iterator[str]:
    yield str(resource.id)
    yield from (value for value in resource.outputs.values() if isinstance(value, str))
