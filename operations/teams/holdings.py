"""Holdings of teams: the parts of the workload that they own, and those that others may use."""

from dataclasses import dataclass, field

from config import Workload
from config.files import YamlFile
from config.teams import Shared
from config.workload import owned_parts


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One team's part of the workload."""

    team: str
    file: str
    """File in which the team stands."""
    owners: list[str]
    owns: dict[str, list[str]] = field(default_factory=dict)
    """Names by section, such as `services`."""
    shares: dict[str, list[str]] = field(default_factory=dict)
    """Teams by what they may use, such as `queues.invoices`."""


def holdings(workload: Workload, places: YamlFile) -> list[Holding]:
    """Returns the teams of a workload, in the order of their names."""
    found = {
        name: Holding(team=name, file=places.place(("teams", name))[0], owners=list(team.owners))
        for name, team in sorted(workload.teams.items())
    }
    for path, owned in owned_parts(workload):
        if owned.team is None or path[0] == "subscriptions":
            continue
        section, name = map(str, path)
        holding = found[owned.team]
        holding.owns.setdefault(section, []).append(name)
        if isinstance(owned, Shared) and owned.shared_with:
            holding.shares[f"{section}.{name}"] = list(owned.shared_with)
    return list(found.values())
