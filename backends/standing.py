"""A backend whose outputs are those of a state: what exists answers as it stands."""

from collections.abc import Mapping
from typing import Any

from backends.symbolic import SymbolicBackend
from engine import PROVIDER_TYPE, Created, Registration


class StandingBackend(SymbolicBackend):
    """Creates nothing. What the state has keeps its ID and its outputs; what is new to it answers
    with references."""

    def __init__(self, outputs: Mapping[str, Mapping[str, Any]]) -> None:
        self._outputs = outputs

    def create(self, registration: Registration) -> Created:
        """Returns the ID and the outputs by the state, below the inputs as they are wanted now."""
        id_, found = super().create(registration)
        standing = self._outputs.get(registration.urn)
        if standing is None or registration.type.startswith(PROVIDER_TYPE):
            return id_, found
        wanted = {**(found or {}), **standing, **registration.inputs}
        return str(standing.get("id", id_)), wanted
