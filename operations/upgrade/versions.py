"""Versions as RDS and ElastiCache number them: `16`, `16.9`, `7.2.6`."""


def parts(version: str) -> tuple[int, ...]:
    """Returns the numbers of a version, for comparisons."""
    return tuple(int(each) for each in version.split(".") if each.isdigit())


def major(version: str) -> str:
    """Returns the first number of a version."""
    return version.partition(".")[0]


def holds(actual: str, wanted: str) -> bool:
    """Returns true if a version is the wanted one, or a part of it where fewer numbers are
    wanted."""
    numbers = parts(wanted)
    return parts(actual)[: len(numbers)] == numbers
