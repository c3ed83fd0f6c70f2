"""Notices about values that pass unchecked because somebody overruled a check."""

from collections.abc import Iterator, Sequence

from config.values import Broken, Overrule


def overruled(overrules: Sequence[Overrule]) -> Iterator[Broken]:
    """Yields each value that passes unchecked, with its reason."""
    for index, each in enumerate(overrules):
        remedy = f"{each.key} passes unchecked, because: {each.reason}"
        yield Broken(("overrules", index), each.value, remedy)
