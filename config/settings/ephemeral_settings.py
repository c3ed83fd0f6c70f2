"""Settings of an environment that goes again, such as one for a pull request."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from config.values import Broken, Day, Section


class EphemeralSettings(Section):
    """An environment that stands beside another one for some days, and is swept away then."""

    copy_of: Annotated[str, Field(min_length=1, max_length=20, examples=["staging"])]
    """Stack whose settings this one was copied from, in the same account. A change changes nothing
    at AWS."""
    until: Annotated[Day, Field(examples=["2027-06-30"])]
    """Last day of the environment, such as 2027-06-30. From the next day on `make sweep` deletes
    it, and every preview says so. The tag `ephemeral-until` carries it on every resource, so a
    sweep finds what is left over. A change updates that tag and replaces nothing."""

    def notice(self, today: date) -> Broken:
        """Returns the last day, with what follows, for the preview to tell."""
        remedy = (
            "is the last day of this environment: from the next one on `make sweep` deletes it"
            if self.until >= today
            else "was the last day of this environment: `make sweep` deletes it; write a later day "
            "to keep it"
        )
        return Broken("ephemeral.until", str(self.until), remedy)

    def problems(
        self, *, environment: str, protect: bool, vault: bool, recovery_region: str | None
    ) -> Iterator[Broken]:
        """Yields other keys of the settings that would keep the environment from going."""
        if environment == "production":
            remedy = "an ephemeral environment cannot be production, which stays: write staging"
            yield Broken("environment", environment, remedy)
        if protect:
            yield Broken("protect", protect, "must be false: an ephemeral environment goes whole")
        if vault:
            remedy = "must be false: nobody can delete a vault, and an ephemeral environment goes"
            yield Broken("backup.vault", vault, remedy)
        if recovery_region:
            remedy = "must be null: an ephemeral environment has no copies in another region"
            yield Broken("recovery_region", recovery_region, remedy)
