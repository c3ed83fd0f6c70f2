"""Lines of graphs about one watched part."""

from collections.abc import Mapping, Sequence
from typing import Any

from planning.alarms import Subject
from planning.dashboard.widgets import Line


def of(
    namespace: str,
    part: Subject,
    metric: str,
    statistic: str = "Average",
    *,
    label: str = "",
    id: str = "",
    hidden: bool = False,
    only: Sequence[str] = (),
) -> Line:
    """Returns a line of a metric that the part has, by all of its dimensions or by `only` some."""
    return Line(
        namespace=namespace,
        metric=metric,
        dimensions=only_(part, only) if only else part.dimensions,
        statistic=statistic,
        label=label,
        id=id,
        hidden=hidden,
    )


def only_(part: Subject, names: Sequence[str]) -> Mapping[str, Any]:
    """Returns some of a part's dimensions."""
    return {name: part.dimensions[name] for name in names}
