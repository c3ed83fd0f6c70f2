"""The backend that creates a program's resources in an emulated account."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aws_account.mapping import TABLE
from aws_account.moto import Account, Refused
from aws_account.resources import Resource, Resources, naming, unmapped
from aws_account.spelling import Mismatch
from backends import invokes
from engine import PROVIDER_TYPE, Created, Properties, Registration, ResourceFailed
from engine.values import revealed

BECAME = ("created", "recorded only", "refused", "not tried")
"""Possible results for a resource: it is in the account; it was checked against AWS's model because
moto lacks the operation; AWS did not accept it; it was skipped, because it needs one that was not
created."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Result for one resource."""

    registration: Registration
    resource: Resource | None
    """The created resource. None if it was refused, or not tried."""
    problem: str
    tried: bool
    seconds: float

    @property
    def became(self) -> str:
        """The result, one of BECAME."""
        if self.resource:
            return "recorded only" if self.resource.is_recorded_only else "created"
        return "refused" if self.tried else "not tried"


class EmulatorBackend:
    """Backend of `make emulate`. A refusal by AWS fails one resource, and the resources that depend
    on it are not tried."""

    preview = False

    def __init__(
        self,
        account_of: Callable[[str], Account],
        *,
        config: Properties,
        on_attempt: Callable[[Attempt], None] | None = None,
    ) -> None:
        self.attempts: dict[str, Attempt] = {}
        self.accounts: dict[str, Resources] = {}
        self._account_of = account_of
        self._pattern = naming.pattern(config)
        self._on_attempt = on_attempt

    def create(self, registration: Registration) -> Created:
        """Creates the resource. Raises ResourceFailed with AWS's own message."""
        if registration.type.startswith(PROVIDER_TYPE):
            return registration.name, None
        start = time.perf_counter()
        resource, problem, tried = None, self._missing(registration), False
        if not problem:
            tried = True
            try:
                resource = self._created(registration)
            except (Refused, Mismatch, naming.NameRefused) as error:
                problem = str(error)
        attempt = Attempt(
            registration=registration,
            resource=resource,
            problem=problem,
            tried=tried,
            seconds=time.perf_counter() - start,
        )
        self.attempts[registration.urn] = attempt
        if self._on_attempt:
            self._on_attempt(attempt)
        if resource is None:
            raise ResourceFailed(problem)
        return resource.id, resource.outputs

    def read(self, registration: Registration) -> Created:
        """Refuses every resource: the emulated account is empty, so there is nothing to adopt."""
        raise ResourceFailed(f"{registration.id}: an emulated account holds nothing to read")

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        """Answers a provider function."""
        return invokes.answer(token, args, provider_settings)

    def _created(self, registration: Registration) -> Resource:
        inputs = dict(revealed(registration.inputs))
        named = (TABLE.get(registration.type) or unmapped.row(registration.type)).named
        if named and not inputs.get(named.property):
            inputs[named.property] = naming.automatic(
                registration.name,
                registration.urn,
                pattern=self._pattern,
                named=named,
                inputs=inputs,
            )
        if registration.account not in self.accounts:
            self.accounts[registration.account] = Resources(self._account_of(registration.account))
        return self.accounts[registration.account].create(
            Resource(
                type=registration.type,
                urn=registration.urn,
                inputs=inputs,
                region=registration.region,
                default_tags=registration.default_tags,
                ignore_changes=registration.ignore_changes,
            )
        )

    def _missing(self, registration: Registration) -> str:
        """Returns the reason why a resource is not tried: something that it needs was not
        created."""
        needed = [
            urn for urns in registration.property_dependencies.values() for urn in urns
        ] + list(registration.dependencies)
        for urn in needed:
            if urn in self.attempts and self.attempts[urn].resource is None:
                return f"not tried: depends on {_short(urn)}"
        return ""


def _short(urn: str) -> str:
    """Returns a resource's short name for people: `ec2.Vpc network`."""
    type_, name = urn.split("::")[2].rpartition("$")[2], urn.rpartition("::")[2]
    _, module, kind = type_.split(":")
    return f"{module.split('/')[0]}.{kind} {name}"
