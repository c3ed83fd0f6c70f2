"""The form of a file of facts about AWS's Terraform provider, and the checks of its rows."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from config.values import Broken, Section
from provider_facts.conditions import CONDITIONS
from provider_facts.consequences import Consequences
from provider_facts.range import Range


def _split(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


def _known(name: str) -> str:
    if name not in CONDITIONS:
        raise ValueError(f"is no condition that exists; there are {', '.join(sorted(CONDITIONS))}")
    return name


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Names of inputs, written as the words of one text. Nested ones are paths without indices:
`rules.expiration.days`."""
Condition = Annotated[str, AfterValidator(_known)]
Bounds = Annotated[Range, BeforeValidator(Range.parse)]
Kind = Literal["spelling", "differs", "perpetual", "refused", "not-sent", "once", "stale", "wait"]

KINDS: Mapping[str, str] = {
    "spelling": "read back in another spelling than it was sent",
    "differs": "means something else in an update than at creation",
    "perpetual": "differs again after every update",
    "refused": "the provider, or AWS by what the provider sends, refuses it",
    "not-sent": "given, and not sent to AWS all the same",
    "once": "called once after the creation, and not again if that fails",
    "stale": "compared with the state, which `up` does not refresh, or sent along from it",
    "wait": "waits, or does not wait, longer than one would think",
}


class Remark(Section):
    """A behavior of an input that the lists of a row cannot express."""

    kind: Kind
    """The kind of surprise."""
    inputs: Words = ()
    """The inputs concerned; an empty list means the whole resource."""
    says: str
    """A sentence that says what happens."""
    source: str = ""
    """The place where it was read, if that is not the row's own source."""


class Row(Section):
    """The provider's treatment of the inputs of one Pulumi type."""

    resource: str
    """The provider's own name for the type."""
    source: str
    """The package and functions that were read, in the release that the file names."""
    replaces: Words = ()
    """Inputs that replace the resource when they change (ForceNew, RequiresReplace)."""
    in_place: Words = ()
    """Inputs that change the resource in place."""
    kept: Words = ()
    """Inputs that keep their value when they are left out (Optional and Computed)."""
    zeros: Words = ()
    """Numbers and switches that are sent as zero, false or empty when they are left out."""
    ranges: dict[str, Bounds] = Field(default_factory=dict)
    """The values that the provider accepts: numbers, or lengths in characters."""
    conditions: dict[str, Condition] = Field(default_factory=dict)
    """Inputs that replace the resource for some values only, each with the rule that decides."""
    waits: dict[Literal["create", "update", "delete"], float] = Field(default_factory=dict)
    """Minutes after which the provider gives up, unless custom timeouts say otherwise."""
    remarks: tuple[Remark, ...] = ()
    unread: dict[str, str] = Field(default_factory=dict)
    """Inputs about which nothing is known, each with the reason."""
    consequences: Consequences | None = None
    """What its changes mean for those who use it. None if nobody has judged that."""

    def rules(self) -> Iterator[Broken]:
        """Yields a fault for each input that is listed twice, and for each statement about an input
        that is not listed."""
        listed = [*self.replaces, *self.in_place, *self.unread]
        for name in sorted({name for name in listed if listed.count(name) > 1}):
            yield Broken("replaces", name, "is listed twice; an input has one row")
        top = {name.partition(".")[0] for name in listed}
        said = {
            "kept": self.kept,
            "zeros": self.zeros,
            "ranges": tuple(self.ranges),
            "consequences": self._judged(),
            "conditions": tuple(self.conditions),
            **{f"remarks.{at}.inputs": each.inputs for at, each in enumerate(self.remarks)},
        }
        for key, paths in said.items():
            for path in paths:
                if not re.fullmatch(r"[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)*", path):
                    yield Broken(key, path, "is no path: names with dots between, without indices")
                elif path.partition(".")[0] not in top:
                    yield Broken(key, path, "has no row; add it to `replaces` or `in_place`")

    def _judged(self) -> Words:
        given = self.consequences
        return tuple(name for each in given.inputs for name in each.of) if given else ()


class Facts(Section):
    """A file of the table, which covers one AWS service."""

    provider: str = "hashicorp/terraform-provider-aws"
    """The provider's repository."""
    release: str
    """The release that was read."""
    read: date
    """The date on which the source was read."""
    types: dict[str, Row]
    """Rows by Pulumi type."""
