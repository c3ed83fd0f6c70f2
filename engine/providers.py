"""Finds the provider that manages a resource, and makes default providers as Pulumi's engine
does."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pulumi

from engine.backend import Backend
from engine.errors import ProgramError
from engine.registration import PROVIDER_TYPE, Registration, make_urn
from engine.values import UNKNOWN

DISABLED_KEY = "pulumi:disable-default-providers"
"""The setting that lists packages whose resources must each name their provider; `*` means all."""


class Providers:
    """The providers of one run: the program's own and the default ones."""

    def __init__(
        self,
        registrations: Mapping[str, Registration],
        *,
        backend: Backend,
        stack: str,
        project: str,
        config: Mapping[str, str],
    ) -> None:
        self._registrations = registrations
        self._backend = backend
        self._stack = stack
        self._project = project
        self._config = config
        self._disabled = _disabled(config)
        self._defaults: dict[tuple[str, str], Registration] = {}

    def named(self, reference: str, *, token: str, version: str) -> Registration:
        """Returns the provider that a reference `<urn>::<id>` names; for an empty reference, the
        default provider of the package. `token` is the type of the resource, or the function.
        Raises RunError if the default provider is disabled."""
        if reference:
            return self._registrations[reference.rpartition("::")[0]]
        package = token.split(":")[0]
        if package != "pulumi" and self._disabled & {package, "*"}:
            # These are the words of Pulumi's engine.
            raise pulumi.RunError(
                f"Default provider for '{package}' disabled. "
                f"'{token}' must use an explicit provider."
            )
        name = re.sub(r"[^0-9A-Za-z]", "_", f"default.{version}" if version else "default")
        if (package, name) not in self._defaults:
            self._defaults[package, name] = self._default(package, name=name)
        return self._defaults[package, name]

    def _default(self, package: str, *, name: str) -> Registration:
        """Makes a default provider from the stack's configuration under `<package>:`. As in
        Pulumi's engine, it does not appear in the list of resources."""
        provider = Registration(
            urn=make_urn(
                stack=self._stack,
                project=self._project,
                parent="",
                type_=PROVIDER_TYPE + package,
                name=name,
            ),
            type=PROVIDER_TYPE + package,
            name=name,
            custom=True,
            inputs={
                key.removeprefix(f"{package}:"): value
                for key, value in self._config.items()
                if key.startswith(f"{package}:")
            },
        )
        id_, _ = self._backend.create(provider)
        return replace(provider, id=id_)


def _disabled(config: Mapping[str, str]) -> set[str]:
    given = json.loads(config.get(DISABLED_KEY) or "[]")
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ProgramError(f"{DISABLED_KEY}: must be a list of packages, got {given!r}")
    return {each.strip() for each in given}


def reference(provider: Registration | None) -> str:
    """Returns the text by which a resource names its provider: `<urn>::<id>`."""
    return f"{provider.urn}::{provider.id or UNKNOWN}" if provider else ""
