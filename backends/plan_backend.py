"""The backend of plans, which creates nothing and knows only the inputs of resources."""

from typing import Any

from backends import invokes
from engine import Created, Properties, Registration


class PlanBackend:
    """Creates nothing, so a run gives the same as `pulumi preview` of a new stack. Outputs are the
    inputs; the ID and all other outputs are unknown."""

    preview = True

    def create(self, registration: Registration) -> Created:
        return None, None

    def read(self, registration: Registration) -> Created:
        return registration.id, None

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        return invokes.answer(token, args, provider_settings)
