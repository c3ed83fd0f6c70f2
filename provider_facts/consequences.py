"""The consequences of a change for those who use what a resource is: how bad it is, how long it
takes, what stands still meanwhile, and the safe way to the same end."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from config.values import Broken, Section


class Grade(StrEnum):
    """The harm of a change to those who use the environment, the worst first."""

    DATA_LOSS = "data loss"
    """Data go, or can no longer be had back after a mistake."""
    REFUSED = "refused by AWS"
    """AWS takes the old value and the new one, but not the step between them."""
    DOWNTIME = "downtime"
    """Requests, connections or jobs fail for a while or from then on."""
    ADDRESS_CHANGE = "address change"
    """It is reached at another address, or others see it come from another one."""
    CAPACITY_DIP = "capacity dip"
    """Less runs than before, or the next failure hits harder."""
    WIDER_RIGHTS = "wider rights"
    """More may be reached, read or done than before."""
    UNKNOWN = "unknown"
    """Nobody has read what AWS does with it, which does not mean that it is harmless."""
    REPLACED = "replaced"
    """It is made anew, and holds nothing that anybody would miss."""
    SAFE = "safe"
    """Nobody who uses the environment notices."""

    @property
    def rank(self) -> int:
        """The place in a list that begins with the worst."""
        return list(Grade).index(self)


_SHORT = {"refused": Grade.REFUSED}


def _grade(text: object) -> object:
    return _SHORT.get(str(text), text)


def _names(text: object) -> object:
    return tuple(text.split()) if isinstance(text, str) else text


Words = Annotated[tuple[str, ...], BeforeValidator(_names)]


class Case(Section):
    """One thing that may happen, with the condition under which it does."""

    when: str = ""
    """The name of the condition on the old and the new inputs. Empty means: in all other cases."""
    grade: Annotated[Grade, BeforeValidator(_grade)]
    says: str
    """What happens, in a sentence; what stands still meanwhile."""
    takes: str = ""
    """How long it takes, or lasts. Empty if it is over at once."""
    instead: str = ""
    """The safe way to the same end."""
    source: str = ""
    """The page where the figure or the behavior was read, if the provider's source does not show
    it."""


def _last_is_for_all_others(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    if any(not each.when for each in cases[:-1]):
        raise ValueError("has a case without `when` before others, which are never reached")
    return cases


Cases = Annotated[tuple[Case, ...], Field(min_length=1), AfterValidator(_last_is_for_all_others)]


class InputCases(Section):
    """The cases of a change of some inputs in place."""

    of: Words
    """The inputs."""
    cases: Cases


class Consequences(Section):
    """The consequences of each change of a resource of one type."""

    belongs_to: str = ""
    """The input that names the resource of which this one is a part, such as a policy's bucket. If
    that one is created, replaced or deleted as well, its own consequences say it all."""
    taken_over_by: Words = ()
    """Inputs by which another resource of the type takes its place: if one with the same values is
    created, nobody misses this one."""
    created: Cases = (Case(grade=Grade.SAFE, says="It is new, and nothing used it before."),)
    replaced: Cases
    deleted: Cases
    inputs: tuple[InputCases, ...] = ()

    def of_input(self, name: str) -> tuple[Case, ...]:
        """Returns the cases of a change of one input in place. Empty if nobody has judged it."""
        return next((each.cases for each in self.inputs if name in each.of), ())

    def all_cases(self) -> Iterator[Case]:
        """Yields every case, for checks of the table."""
        yield from (*self.created, *self.replaced, *self.deleted)
        for each in self.inputs:
            yield from each.cases

    def rules(self) -> Iterator[Broken]:
        """Yields a fault for each input that is judged twice."""
        judged = [name for each in self.inputs for name in each.of]
        for name in sorted({name for name in judged if judged.count(name) > 1}):
            yield Broken("inputs", name, "is judged twice; an input has one list of cases")
