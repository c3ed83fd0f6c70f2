"""Consequences of differences: the replaced resources, and the resources that change with them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import provider_facts
from operations.plan import transitions
from operations.plan.changes import Change
from operations.plan.differences import Difference

State = Mapping[str, Any]
_PROVIDER = "pulumi:providers:aws"
_MOVE = "(region or account)"
"""Path that stands for a provider's region or account, which decides the place of its resources."""


def judged(
    found: Mapping[str, tuple[Difference, ...]], old: Mapping[str, State], new: Mapping[str, State]
) -> Iterator[Change]:
    """Yields a change for each resource that differs, or that refers to a replaced one."""
    moved = _moved(old, new)
    found = {urn: (*_of_the_move(new[urn], moved), *own) for urn, own in found.items()}
    replaced_by = {
        urn: by for urn, own in found.items() if (by := _replacing(urn, own, old[urn], new[urn]))
    }
    because: dict[str, dict[str, str]] = {}
    fresh = set(replaced_by)
    while fresh:
        fresh = _follow(fresh, found, new, replaced_by, because)
    for urn, differences in found.items():
        if not differences and urn not in because:
            continue
        yield Change(
            kind="replaced" if urn in replaced_by else "updated",
            urn=urn,
            differences=differences,
            protected=bool(old[urn].get("protect")),
            refused=() if _moves(differences) else _refusals(urn, old[urn], new[urn]),
            replaced_by=replaced_by.get(urn, ()),
            moved=_moves(differences),
            because=tuple(f"{name} of {source}" for name, source in because.get(urn, {}).items()),
        )


def _refusals(urn: str, old: State, new: State) -> tuple[str, ...]:
    return transitions.refusals(_type(urn), old.get("inputs", {}), new.get("inputs", {}))


def deleted(urn: str, state: State) -> Change:
    """Returns the change of a resource that is no longer declared."""
    return Change("deleted", urn, protected=bool(state.get("protect")))


def _replacing(
    urn: str, differences: tuple[Difference, ...], old: State, new: State
) -> tuple[str, ...]:
    """Returns the inputs that replace a resource, by the table of the provider's behaviour."""
    names = {difference.path.partition(".")[0].partition("[")[0] for difference in differences}
    by_facts = provider_facts.replacing(_type(urn), old.get("inputs", {}), new.get("inputs", {}))
    own = {_MOVE} if _moves(differences) else set()
    return tuple(sorted((by_facts & names) | own))


def _follow(
    fresh: set[str],
    found: Mapping[str, tuple[Difference, ...]],
    new: Mapping[str, State],
    replaced_by: dict[str, tuple[str, ...]],
    because: dict[str, dict[str, str]],
) -> set[str]:
    """Extends replacements to other resources: a reference to a new resource becomes an ID that is
    not known yet."""
    carried: set[str] = set()
    for urn in found:
        for name, sources in new[urn].get("propertyDependencies", {}).items():
            source = next((each for each in sources if each in fresh), None)
            if source is None or name in new[urn].get("ignoreChanges", ()):
                continue
            because.setdefault(urn, {}).setdefault(name, source.split("::", 3)[3])
            row = provider_facts.find(_type(urn))
            if row is not None and name in row.replaces and urn not in replaced_by:
                replaced_by[urn] = (name,)
                carried.add(urn)
    return carried


def _type(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _moved(old: Mapping[str, State], new: Mapping[str, State]) -> dict[str, tuple[str, str]]:
    """Returns the providers whose region or account differs, so that all their resources move."""
    found: dict[str, tuple[str, str]] = {}
    for urn, state in new.items():
        if _type(urn) == _PROVIDER and urn in old:
            before, after = old[urn].get("inputs", {}), state.get("inputs", {})
            places = [str(each.get("region")) for each in (before, after)]
            accounts = [_account(each) for each in (before, after)]
            if accounts[0] != accounts[1]:
                places = [
                    f"{place} of account {account}"
                    for place, account in zip(places, accounts, strict=True)
                ]
            if places[0] != places[1]:
                found[urn] = places[0], places[1]
    return found


def _account(provider: Mapping[str, Any]) -> str:
    """Returns the accounts that a provider may touch. A provider's inputs are texts that hold
    JSON."""
    allowed = provider.get("allowedAccountIds") or "[]"
    listed = json.loads(allowed) if isinstance(allowed, str) else allowed
    return ", ".join(map(str, listed)) or "any"


def _of_the_move(state: State, moved: Mapping[str, tuple[str, str]]) -> Iterator[Difference]:
    provider = str(state.get("provider", "")).rpartition("::")[0]
    if provider in moved and not state.get("inputs", {}).get("region"):
        yield Difference(_MOVE, *moved[provider])


def _moves(differences: tuple[Difference, ...]) -> bool:
    """Returns true if a resource moves with its provider, because its own inputs do not name the
    region."""
    return bool(differences) and differences[0].path == _MOVE
