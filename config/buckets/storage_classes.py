"""Storage classes of S3: when objects may move to which, and what a bucket asks for."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from config.values import Broken, Section

StorageClass = Literal[
    "INTELLIGENT_TIERING", "STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"
]


class StorageMove(Section):
    """Move of a bucket's objects to another storage class."""

    days: Annotated[int, Field(ge=0, le=36500, examples=[30])]
    """Age of an object in days at which it moves. 0 is the night after it was stored."""
    storage_class: StorageClass
    """Class to which it moves, by S3's own name. GLACIER is Glacier Flexible Retrieval and
    GLACIER_IR Glacier Instant Retrieval. Nobody can read an object in GLACIER or DEEP_ARCHIVE until
    somebody has restored it, which takes minutes to two days."""


class ClassFacts(NamedTuple):
    """Terms on which S3 takes objects into a class."""

    first_day: int
    """Age in days at which S3 takes an object from STANDARD."""
    least_days: int
    """Days that S3 charges at least, however soon an object leaves."""
    then: tuple[StorageClass, ...]
    """Classes to which an object may move from here."""
    archived: bool = False
    """True if an object must be restored before anybody can read it."""


CLASSES: dict[StorageClass, ClassFacts] = {
    "STANDARD_IA": ClassFacts(
        30, 30, ("INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
    ),
    "INTELLIGENT_TIERING": ClassFacts(
        0, 0, ("ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
    ),
    "ONEZONE_IA": ClassFacts(30, 30, ("GLACIER", "DEEP_ARCHIVE")),
    "GLACIER_IR": ClassFacts(0, 90, ("GLACIER", "DEEP_ARCHIVE")),
    "GLACIER": ClassFacts(0, 90, ("DEEP_ARCHIVE",), archived=True),
    "DEEP_ARCHIVE": ClassFacts(0, 180, (), archived=True),
}
"""Classes in the order of S3's waterfall.
docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html,
aws.amazon.com/s3/pricing"""

_LEAST_BETWEEN = 30
"""Days between two moves at least. S3 refuses less after the two classes of infrequent access; and
INTELLIGENT_TIERING looks for 30 days before it charges less for what nobody read."""


def move_problems(moves: Sequence[StorageMove], expire_days: int | None) -> Iterator[Broken]:
    """Yields moves that S3 refuses, or whose class charges for longer than an object is in it."""
    for index, move in enumerate(moves):
        facts = CLASSES[move.storage_class]
        if move.days < facts.first_day:
            yield Broken(
                ("storage", index, "days"),
                move.days,
                f"must be at least {facts.first_day}: S3 takes no younger object into "
                f"{move.storage_class}",
            )
        if index:
            yield from _order_problems(index, moves[index - 1], move)
        if index == len(moves) - 1 and expire_days is not None:
            yield from _end_problems(index, move, expire_days)


def _order_problems(index: int, before: StorageMove, move: StorageMove) -> Iterator[Broken]:
    facts = CLASSES[before.storage_class]
    if move.storage_class not in facts.then:
        onward = ", ".join(facts.then) or "none: it is the last"
        yield Broken(
            ("storage", index, "storage_class"),
            move.storage_class,
            f"cannot follow {before.storage_class}, from which S3 moves objects to {onward}; write "
            "the moves in that order",
        )
        return
    least = before.days + max(facts.least_days, _LEAST_BETWEEN)
    if move.days < least:
        charged = f", which charges {facts.least_days} days at least" * bool(facts.least_days)
        yield Broken(
            ("storage", index, "days"),
            move.days,
            f"must be at least {least}, {least - before.days} days after the move to "
            f"{before.storage_class}{charged}",
        )


def _end_problems(index: int, move: StorageMove, expire_days: int) -> Iterator[Broken]:
    least = move.days + max(CLASSES[move.storage_class].least_days, 1)
    if expire_days < least:
        yield Broken(
            ("storage", index, "days"),
            move.days,
            f"moves objects to {move.storage_class} less than {least - move.days} days before "
            f"expire_days deletes them, {expire_days}, and these are charged at least; leave the "
            "move out, or keep the objects longer",
        )
