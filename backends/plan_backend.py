"""The backend of plans: it creates nothing, and knows the inputs of resources only."""

from typing import Any

from backends import invokes
from engine import Created, Properties, Registration


class PlanBackend:
    """Creates nothing: what `pulumi preview` of a new stack gives. Outputs are the inputs; the ID
    and all else are unknown."""

    preview = True

    def create(self, registration: Registration) -> Created:
        return None, None

    def read(self, registration: Registration) -> Created:
        return registration.id, None

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        return invokes.answer(token, args, provider_settings)
