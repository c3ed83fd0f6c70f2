"""Creates, reads, changes and deletes resources in an account, as the mapping table says.

Both ways in use it: `backend.py`, for a program that runs in this process, and the provider plugin.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aws_account.checks import CHECKS, References, provider_checks
from aws_account.mapping import TABLE, Call, Row
from aws_account.moto import Account, Refused, seed
from aws_account.requests import Inputs, search
from aws_account.resources import changes, standing, unmapped
from aws_account.resources.resource_calls import ResourceCalls
from aws_account.spelling import Mismatch, outputs


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Resource that is to be created, or that exists."""

    type: str
    urn: str
    """URN of the resource. The IDs and names that AWS would draw are derived from it, so they are
    the same on every run."""
    inputs: Inputs
    """Inputs as the provider gets them: with names, and without the wrapping of secrets."""
    region: str
    default_tags: Mapping[str, str] = field(default_factory=dict)
    ignore_changes: tuple[str, ...] = ()
    """Paths of inputs that the program leaves to others, in Pulumi's spelling."""
    id: str = ""
    outputs: Inputs = field(default_factory=dict)
    recorded: tuple[str, ...] = ()
    """Operations that moto lacks, which were checked against AWS's model and not sent."""

    @property
    def row(self) -> Row:
        """The row of the mapping table for its type."""
        return TABLE.get(self.type) or unmapped.row(self.type)

    @property
    def declared(self) -> Inputs:
        """The inputs, with the provider's default tags if the type has tags."""
        if not self.type.startswith("aws:") or "tagsAll" not in outputs.properties(self.type):
            return self.inputs
        tags = {**self.default_tags, **(self.inputs.get("tags") or {})}
        return {**self.inputs, "tags": tags} if tags else self.inputs

    @property
    def is_unmapped(self) -> bool:
        """True if the mapping table has no row for its type, so that only a record of it exists."""
        return self.type not in TABLE

    @property
    def is_recorded_only(self) -> bool:
        """True if the account contains nothing of it."""
        return bool(self.row.creating(self.inputs).recorded or self.row.lacks)


class Resources:
    """Resources of one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._references = References(account.number)
        self._made: dict[str, Resource] = {}

    def create(self, resource: Resource) -> Resource:
        """Creates the resource, and returns it with its ID and outputs. Raises Refused or
        Mismatch."""
        row = resource.row
        calls = self._calls(resource)
        creating = row.creating(resource.inputs)
        self._check(resource, f"{row.service}.{creating.operation}")
        if resource.is_unmapped:
            return self._record(resource)
        seed(resource.urn)
        completed = {name for call in row.also if not call.singly for name in call.takes}
        main = {
            name: value
            for name, value in calls.inputs.items()
            if name not in completed | row.local | {"region"}
        }
        calls.answer = calls.make(creating, main, addressed=False)
        if row.identify:
            calls.answer = {**calls.answer, **calls.make(row.identify, {})}
        calls.id = _identity(row, calls, creating)
        made = replace(resource, id=calls.id)
        try:
            for call in row.also:
                _complete(calls, call)
            made = replace(made, recorded=tuple(calls.recorded))
            made = self._with_outputs(made, calls, creating)
        except (Refused, Mismatch):
            # No state records a half-created resource, so it would disturb the next attempt.
            with contextlib.suppress(Refused, Mismatch):
                self.delete(replace(made, outputs=calls.outputs))
            raise
        self.know(made)
        return made

    def _record(self, resource: Resource) -> Resource:
        """Returns a record of a resource that the mapping table does not know. Nothing of it is
        sent."""
        region = str(resource.inputs.get("region") or resource.region)
        kept = unmapped.record(
            resource.type,
            resource.declared,
            urn=resource.urn,
            region=region,
            account=self.account.number,
        )
        tags = {"tagsAll": resource.declared.get("tags") or {}} if "tagsAll" in kept.outputs else {}
        found = {**kept.outputs, **resource.inputs, **tags}
        made = replace(resource, id=kept.id, outputs=found, recorded=(kept.said,))
        self.know(made)
        return made

    def know(self, made: Resource) -> None:
        """Notes a resource that exists, so that others may refer to it."""
        self._references.learn(made.id, made.outputs)
        self._made[made.urn] = made

    def read(self, resource: Resource) -> dict[str, Any] | None:
        """Returns AWS's answer about the resource, under AWS's names. None if the resource is
        gone."""
        calls = self._calls(resource)
        found = self._read(resource.row, calls)
        if found is not None and resource.row.tags:
            found |= calls.ask(resource.row.tags) or {}
        return found

    def update(self, old: Resource, inputs: Inputs) -> Resource:
        """Changes the resource in place to new inputs. Raises Mismatch for inputs that AWS fixes at
        creation."""
        new = replace(old, inputs=changes.with_kept(old.row, old.inputs, inputs))
        fixed = changes.changed(old.inputs, new.inputs) & old.row.replaces
        if fixed:
            raise Mismatch(f"{min(fixed)}: AWS fixes it at creation; replace the resource")
        calls = self._calls(new)
        for check in provider_checks.UPDATES.get(old.type, ()):
            if message := check(old.inputs, inputs):
                raise Refused(f"{old.row.service}.{old.row.update[-1].operation}", message)
        if not old.is_recorded_only:
            calls.lock()
            changes.apply(calls, old.row, old.declared)
        made = self._with_outputs(new, calls, old.row.creating(inputs))
        return replace(made, inputs=inputs)

    def delete(self, resource: Resource) -> None:
        """Deletes the resource. It is no error if it is gone already."""
        if resource.is_recorded_only or resource.inputs.get("skipDestroy"):
            return
        row, calls = resource.row, self._calls(resource)
        try:
            calls.lock()
            if row.clear:
                row.clear(calls.inputs, calls.send)
            for call in row.delete:
                calls.make(call, _taken(call, calls.inputs))
        except Refused as refusal:
            if not refusal.is_absence or self.read(resource) is not None:
                raise

    def ask(self, resource: Resource, call: Call) -> dict[str, Any] | None:
        """Returns AWS's answer to one call about a resource. None if there is nothing."""
        return self._calls(resource).ask(call)

    def rendered(self, resource: Resource, template: str) -> Any:
        """Returns a template of the mapping table, filled with the values of a resource."""
        return self._calls(resource).rendered(template)

    def _check(self, resource: Resource, operation: str) -> None:
        """Raises Refused for inputs that AWS would refuse and moto would accept."""
        missing = self._missing(resource)
        if missing:
            raise Refused(operation, "{}: nobody created {}".format(*missing))
        type_ = resource.type
        for check in (*CHECKS.get(type_, ()), *provider_checks.CREATION.get(type_, ())):
            if message := check(resource.inputs, self._inputs_of):
                raise Refused(operation, message)

    def _missing(self, resource: Resource) -> tuple[str, str] | None:
        """Returns the first input that refers to something that does not exist, with its value.
        What the account was given may exist though no program made it."""
        while missing := self._references.missing(resource.inputs):
            if not standing.stands(self.account, missing[1], resource.region):
                break
            self._references.learn(missing[1])
        return missing

    def _inputs_of(self, type_: str, output: str, value: str) -> Inputs | None:
        for made in self._made.values():
            found = made.id if output == "id" else made.outputs.get(output)
            if made.type == type_ and found == value:
                return made.inputs
        return None

    def _calls(self, resource: Resource) -> ResourceCalls:
        return ResourceCalls(
            self.account,
            resource.row,
            urn=resource.urn,
            inputs=resource.declared,
            region=str(resource.inputs.get("region") or resource.region),
            id=resource.id,
            outputs=resource.outputs,
        )

    def _read(self, row: Row, calls: ResourceCalls) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        for call in row.read:
            answer = calls.ask(call)
            if answer is None and call.optional:
                continue
            if answer is None:
                return None
            found |= answer
            calls.answer = {**calls.answer, **answer}
        return found

    def _with_outputs(self, made: Resource, calls: ResourceCalls, creating: Call) -> Resource:
        row = made.row
        read = {} if made.is_recorded_only else self._read(row, calls)
        if read is None:
            operation = f"{row.service}.{creating.operation}"
            raise Refused(operation, "was answered, but the resource is not there afterwards")
        known = outputs.properties(made.type)
        found = outputs.from_answer(made.type, calls.answer, calls.nouns(creating))
        calls.outputs = {**found, **{k: v for k, v in made.inputs.items() if v is not None}}
        if "region" in known:
            calls.outputs = {**calls.outputs, "region": calls.region}
        if "tagsAll" in known:
            calls.outputs = {**calls.outputs, "tagsAll": calls.inputs.get("tags") or {}}
        for name, template in row.outputs.items():
            value = (
                calls.rendered(template)
                if isinstance(template, str)
                else template(dict(calls.answer))
            )
            if value is None:
                raise Mismatch(f"{name}: nothing in AWS's answer gives it; correct the mapping")
            calls.outputs = {**calls.outputs, name: value}
        return replace(made, outputs=outputs.plain(calls.outputs))


def _complete(calls: ResourceCalls, call: Call) -> None:
    inputs = _taken(call, calls.inputs)
    if call.takes and not inputs:
        return
    if call.singly:
        for name, entries in inputs.items():
            for entry in entries[1:]:
                calls.make(replace(call, rename={name: call.adds}), {name: [entry]})
        return
    try:
        calls.make(call, inputs)
    except Refused as refusal:
        if not (call.optional and refusal.is_absence):
            raise


def _taken(call: Call, inputs: Inputs) -> Inputs:
    return {name: inputs[name] for name in call.takes if name in inputs}


def _identity(row: Row, calls: ResourceCalls, creating: Call) -> str:
    if row.is_made_up:
        return str(calls.rendered(row.id))
    if creating.recorded or row.lacks:
        return str(calls.rendered(row.lacks or creating.recorded))
    found = search(row.id, calls.answer)
    if not found:
        raise Refused(f"{row.service}.{creating.operation}", f"the answer has no {row.id}")
    return str(found)
