"""The interface of a backend, which gives each registered resource its ID and outputs."""

from typing import Any, Protocol

from engine.registration import Properties, Registration

Created = tuple[str | None, Properties | None]
"""A resource's ID and outputs. An ID of None is not known yet; outputs of None equal the inputs."""


class ResourceFailed(Exception):
    """A backend could not create one resource; the message holds the reason.

    The run goes on, as in Pulumi's engine: the failure is kept in `Outcome.failures`, and resources
    that depend on this one see its outputs as unknown.
    """


class Backend(Protocol):
    """A backend gives resources their IDs and outputs.

    The monitor calls it once for each resource that a provider manages and once for each provider.
    The calls come from several threads, but never two at a time, and a resource comes after those
    it depends on. An exception other than ResourceFailed ends the run.
    """

    @property
    def preview(self) -> bool:
        """True runs the program as `pulumi preview` does: outputs that `create` leaves out are
        unknown, and code inside `apply` does not run on them. False runs it as `pulumi up` does:
        such outputs are None."""

    def create(self, registration: Registration) -> Created:
        """Creates the resource. The registration holds its region, account and default tags."""

    def read(self, registration: Registration) -> Created:
        """Finds the existing resource that `Resource.get` asks for, by `registration.id`."""

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        """Answers a provider function such as `aws:index/getRegion:getRegion`."""
