"""The interface of backends: what gives each registered resource its ID and outputs."""

from typing import Any, Protocol

from engine.registration import Properties, Registration

Created = tuple[str | None, Properties | None]
"""A resource's ID and outputs. No ID: not known yet. No outputs: they are the inputs."""


class ResourceFailed(Exception):
    """A backend could not create one resource, for the reason in the message.

    The run goes on, as the engine's would: the failure is kept in `Outcome.failures`, and what
    depends on the resource sees its outputs as unknown.
    """


class Backend(Protocol):
    """Gives resources their IDs and outputs.

    The monitor calls it once for each resource that a provider manages and once for each provider,
    from several threads but never twice at a time; a resource comes after those it depends on. An
    exception other than ResourceFailed ends the run.
    """

    @property
    def preview(self) -> bool:
        """True to run the program as `pulumi preview` does: outputs that `create` leaves out are
        unknown, and code inside `apply` does not run on them. False to run it as `pulumi up`
        does: they are None."""

    def create(self, registration: Registration) -> Created:
        """Creates the resource. Its region, account and default tags are on the registration."""

    def read(self, registration: Registration) -> Created:
        """Finds the resource that `Resource.get` asks for, by `registration.id`."""

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        """Answers a provider function such as `aws:index/getRegion:getRegion`."""
