"""The AWS operations of one resource, with their parameters, made from its inputs, and their
answers."""

import copy
from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

from botocore.model import ListShape, MapShape, StructureShape

from aws_account.mapping import Call, Row
from aws_account.moto import Account, Refused
from aws_account.requests import (
    Inputs,
    Rules,
    convert,
    digest,
    fill,
    fill_attributes,
    merge,
    render,
    search,
)
from aws_account.spelling import Mismatch, spelling


class ResourceCalls:
    """Calls that a row of the mapping table describes, made for one resource."""

    def __init__(
        self,
        account: Account,
        row: Row,
        *,
        urn: str,
        inputs: Inputs,
        region: str,
        id: str = "",
        outputs: Inputs | None = None,
    ) -> None:
        self.inputs, self.id = inputs, id
        self.outputs: Inputs = outputs or {}
        self.region = row.region or region
        self.answer: Mapping[str, Any] = {}
        """Answer of AWS, for templates: `{aws.…}`."""
        self.recorded: list[str] = []
        """Operations that moto lacks, which were checked against AWS's model and not sent."""
        self._account, self._row, self._urn = account, row, urn

    def make(self, call: Call, inputs: Inputs, *, addressed: bool = True) -> dict[str, Any]:
        """Makes a call with all of `inputs`. Raises Mismatch if one of them fits no parameter."""
        params, used = self._parameters(call, inputs)
        unused = {name: inputs[name] for name in sorted(inputs) if name not in used}
        if unused and not call.rest:
            raise Mismatch(
                f"{min(unused)}: no parameter of {self._row.service}.{call.operation} takes it;"
                " the mapping table must say which"
            )
        if addressed:
            self._address(call, params)
        answer = self._send(call, params)
        if unused and call.rest:
            self.make(call.rest, unused)
        return answer

    def take(self, call: Call, inputs: Inputs, *, only_if: Set[str]) -> set[str]:
        """Makes a call with the inputs that fit it, if one of `only_if` is among them. Returns the
        names of the inputs that it used."""
        params, used = self._parameters(call, inputs)
        if not used & only_if:
            return set()
        self._address(call, params)
        self._send(call, params)
        return used

    def places(self, call: Call, inputs: Inputs) -> set[str]:
        """Returns the names of the inputs that fit a call."""
        return set() if call.special else self._parameters(call, inputs)[1]

    def lock(self) -> None:
        """Reads the token that AWS requires with a change."""
        if self._row.lock:
            self.answer = {**self.answer, **(self.ask(self._row.lock) or {})}

    def send(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Makes an operation of the resource's service, with unchanged parameters."""
        return self._account.send(self._row.service, operation, params, region=self.region)

    def _send(self, call: Call, params: Mapping[str, Any]) -> dict[str, Any]:
        if call.recorded or self._row.lacks:
            self._account.validate(self._row.service, call.operation, params)
            self.recorded.append(f"{self._row.service}.{call.operation}")
            return {}
        return self._account.send_all(self._row.service, call.operation, params, region=self.region)

    def ask(self, call: Call) -> dict[str, Any] | None:
        """Returns AWS's answer about the resource. None if the resource does not exist."""
        try:
            answer = self.make(call, {})
        except Refused as refusal:
            if refusal.is_absence:
                return None
            raise
        found = search(self.rendered(call.at), answer) if call.at else _only(call.operation, answer)
        is_there = isinstance(found, dict) and any(item is not None for item in found.values())
        return found if is_there else None

    def rendered(self, template: Any) -> Any:
        """Returns a template of the row, filled with the values of this resource."""
        return render(template, self._lookup)

    def nouns(self, call: Call) -> tuple[str, ...]:
        """Returns the nouns that AWS may put before the name of a property."""
        kind = spelling.runs(self._urn.split("::")[2].rpartition(":")[2])
        return tuple(dict.fromkeys((*spelling.nouns(call.operation), *kind)))

    def _parameters(self, call: Call, inputs: Inputs) -> tuple[dict[str, Any], set[str]]:
        left = copy.deepcopy(dict(inputs))
        params = call.special(left) if call.special else {}
        if call.attributes:
            params["Attributes"] = _attributes(left, call.attributes)
        used = set(inputs) - set(left)
        shape = self._shape(call)
        for place in ("", *([call.into] if call.into else [])):
            rest = {name: value for name, value in left.items() if name not in used}
            renames = {**self._row.rename, **call.rename}
            rules = Rules((*self.nouns(call), *spelling.runs(place)), renames)
            target = _at(shape, place)
            if isinstance(target, MapShape):
                found, taken = fill_attributes(target, rest, rules)
            else:
                found, taken = fill(target, rest, rules)
            merge(params, _wrapped(found, shape, place))
            used |= taken
        known = _known(self.rendered(dict(call.fixed)))
        merge(known, params)
        return known, used

    def _address(self, call: Call, params: dict[str, Any]) -> None:
        """Adds the parameters that identify the resource: AWS's name for the ID, and values of the
        resource that AWS requires."""
        shape = self._shape(call)
        key = spelling.plain(self._row.key)
        for name, member in shape.members.items():
            if name not in params and key in _numbers(name):
                params[name] = convert(self.id, member, Rules(), name)
        state = {
            name: value
            for name, value in {**self.outputs, **self.inputs}.items()
            if value is not None
        }
        wanted = tuple(name for name in shape.required_members if name not in params)
        sources = Rules(self.nouns(call), self._row.rename).targets(state, shape, only=wanted)
        for name, target in sources.items():
            params[target] = convert(state[name], shape.members[target], Rules(), name)

    def _shape(self, call: Call) -> StructureShape:
        shape = self._account.model(self._row.service, call.operation).input_shape
        assert isinstance(shape, StructureShape)
        return shape

    def _lookup(self, word: str) -> Any:
        if word.startswith("aws."):
            return search(word.removeprefix("aws."), self.answer)
        if word.startswith("hex"):
            return digest(self._urn, int(word.removeprefix("hex")))
        facts = {
            "id": self.id,
            "region": self.region,
            "partition": _partition(self.region),
            "account": self._account.number,
            # S3 accepts no location for us-east-1, its first region.
            "location": None if self.region == "us-east-1" else self.region,
            "uuid": str(UUID(digest(self._urn, 32))),
            "logical": self._urn.rpartition("::")[2],
        }
        for source in (facts, self.inputs, self.outputs):
            if source.get(word) is not None:
                return source[word]
        return None


def _partition(region: str) -> str:
    """Returns `aws`, or the partition of China or GovCloud, whose ARNs differ."""
    special = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
    return next((name for start, name in special.items() if region.startswith(start)), "aws")


def _known(params: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parameters without those whose template had no value."""
    blocks = {
        name: _known(value) if isinstance(value, dict) else value for name, value in params.items()
    }
    return {name: value for name, value in blocks.items() if value not in (None, {})}


def _attributes(left: dict[str, Any], keys: Mapping[str, str]) -> list[dict[str, str]]:
    """Takes out the inputs that AWS keeps in a list of keys with texts, and returns that list."""
    found = []
    for path, key in keys.items():
        name, _, below = path.partition(".")
        value = left.get(name)
        value = (value or {}).pop(below, None) if below else left.pop(name, None)
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            found.append({"Key": key, "Value": text})
    for name in [name for name, value in left.items() if value in ({}, None)]:
        del left[name]
    return found


def _at(shape: StructureShape, place: str) -> StructureShape | MapShape:
    """Returns the block at a path, through lists of one entry."""
    found: Any = shape
    for part in place.split(".") if place else ():
        found = found.members[part]
        found = found.member if isinstance(found, ListShape) else found
    assert isinstance(found, StructureShape | MapShape)
    return found


def _wrapped(params: dict[str, Any], shape: Any, place: str) -> dict[str, Any]:
    """Returns the parameters of that block as parameters of the operation."""
    if not place or not params:
        return params
    first, _, rest = place.partition(".")
    member = shape.members[first]
    if isinstance(member, ListShape):
        return {first: [_wrapped(params, member.member, rest)]}
    return {first: _wrapped(params, member, rest)}


def _numbers(name: str) -> set[str]:
    form = spelling.plain(name)
    return {form, spelling.singular(form)} - {""}


def _only(operation: str, answer: Mapping[str, Any]) -> Any:
    """Returns the resource in an answer that holds one thing beside empty lists: the first entry of
    a list, or a block. Any other answer is itself about the resource."""
    full = {key: value for key, value in answer.items() if value not in ([], None)}
    if len(full) == 1:
        (only,) = full.values()
        if isinstance(only, list) and operation.startswith("Describe"):
            return only[0]
        if isinstance(only, dict) and not operation.startswith("List"):
            return only
    if operation.startswith("Describe") and [] in answer.values() and not full:
        return None
    return full
