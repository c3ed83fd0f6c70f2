"""Mistakes that may follow from another one: from a program or a bucket that is not there; pure.

Who removes a program is told of each place that names it, in one message. What was there for its
sake alone, such as the authority whose certificates its routes ask for, has no name of it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from config.files.problem import Problem

_THINGS = {"services": "programs", "buckets": "buckets"}
"""Kinds of things that are not there, by the section of the workload that makes them."""
_NONE = {"services": "service", "buckets": "static bucket"}
"""Words for what an empty section lacks."""
_GUESSED = "did you mean"
"""Words of a message that knows its own remedy."""


def by_cause(problems: Iterable[Problem], empty: Collection[str]) -> list[Problem]:
    """Returns the problems, those that may follow from one thing that is not there with it as their
    cause. `empty` are sections of the workload with nothing in them."""
    found = list(problems)
    for section, things in _THINGS.items():
        lacking = {each.lacks for each in found if each.lacks.split(".")[0] == things}
        lacking -= {each.lacks for each in found if _GUESSED in each.remedy}
        if section in empty or len(lacking) == 1:
            cause = _NONE[section] if section in empty else lacking.pop()
            found = list(_caused(found, section, {cause, *lacking}, cause))
    return found


def _caused(
    problems: Iterable[Problem], section: str, lacking: Collection[str], cause: str
) -> Iterator[Problem]:
    for each in problems:
        if each.lacks in lacking:
            yield replace(each, lacks=cause)
        elif _follows(each, section):
            yield replace(each, lacks=cause, follows=True)
        else:
            yield each


def _follows(problem: Problem, section: str) -> bool:
    """Returns true if a rule read the whole section, and does not know better what is wrong."""
    whole = any(read == section or read.startswith(f"{section}.*.") for read in problem.reads)
    unnamed = not problem.lacks or problem.lacks.startswith("hosts.")
    return whole and unnamed and _GUESSED not in problem.remedy
