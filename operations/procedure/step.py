"""Steps of a procedure: each looks at AWS to learn whether it is done, and makes it so."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Look(Enum):
    """The state of a step, as AWS answers."""

    DONE = "done"
    UNDER_WAY = "under way"
    """AWS is at work. Nothing is asked of it until it has finished."""
    TO_DO = "to do"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change. It may be carried out again at any time: what is done already is seen by
    `look`, which goes by what AWS says and not by what was noted."""

    name: str
    """A word or two, by which the journal knows the step."""
    does: str
    """The change in words, for those who decide on it."""
    calls: tuple[str, ...]
    """The operations of AWS that change something, such as `rds:PromoteReadReplica`."""
    minutes: float
    """Minutes that it usually takes at AWS."""
    look: Callable[[], Look]
    """Reads only. Raises OperationError if the step cannot succeed any more."""
    do: Callable[[], None]
    """Makes the calls. It is called again after a call that AWS refused for the moment, or whose
    answer was lost, and only while `look` says TO_DO."""
    optional: str = ""
    """The reason why the procedure goes on without this step where AWS refuses it. Empty if it
    does not."""


def looked(*, done: bool) -> Look:
    """Returns the look of a step that AWS finishes at once."""
    return Look.DONE if done else Look.TO_DO
