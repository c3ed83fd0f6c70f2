"""The end of a decision: one whose last day has passed is a mistake in its file."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from config.files import Problem, YamlFile


class Ending(Protocol):
    """A decision that counts until a day."""

    @property
    def until(self) -> date:
        """The last day on which it counts."""

    @property
    def owner(self) -> str:
        """The person who decided."""


def over(
    key: str, decisions: Iterable[Ending], today: date, content: YamlFile
) -> Iterator[Problem]:
    """Yields a problem, with its line, for each decision of a list whose time is over."""
    for index, each in enumerate(decisions):
        if each.until < today:
            remedy = f"is over; remove the entry, or have it decided anew by {each.owner}"
            problem = Problem(content.name, f"{key}.{index}.until", remedy, str(each.until))
            yield problem.at(content.line((key, index, "until")))
