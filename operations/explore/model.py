"""The data of the page: everything it shows of a plan, in a compact form.

A text that is said often stands once, in `texts`, and a resource is meant by its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from operations.explore import summary
from operations.explore.alarmed import alarmed, heard
from operations.explore.databases import Database, databases
from operations.explore.entries import Entry, entries, readable
from operations.explore.links import Links
from operations.explore.priced import Priced
from operations.explore.programs import programs
from operations.explore.rules import Rules
from operations.explore.texts import Texts
from operations.explore.ways import ways
from operations.loss import EFFECTS, Losses
from operations.plan import Document, Resources


@dataclass(frozen=True, kw_only=True)
class Source:
    """The plan that a page shows, and where it comes from."""

    document: Document
    said: str
    """`the plan of prod`, or the file's name."""
    folder: Path | None
    """The project, whose workload tells why a right is there. None for a file, whose is unknown."""

    @cached_property
    def resources(self) -> Resources:
        """The resources of the plan."""
        return Resources(self.document)


def model(source: Source) -> dict[str, Any]:
    """Returns the data of the page."""
    resources = source.resources
    found = entries(source.document, resources)
    numbers = {entry.urn: number for number, entry in enumerate(found)}
    texts, losses = Texts(), Losses(resources)
    links = Links(found)
    kept = databases(found)
    running = programs(found, resources)
    alarms, told = alarmed(resources, found, numbers), heard(resources)
    priced = Priced(resources)
    docker = not resources.all
    facts = summary.facts(source.document, resources, found)
    stack, project = _names(found)
    content = {
        "stack": stack,
        "project": project,
        "name": f"{facts.get('project', project)} {stack}",
        "source": source.said,
        "docker": docker,
        "facts": facts,
        "sentences": summary.sentences(facts, running, resources, found, docker=docker),
        "answers": [asdict(each) for each in summary.answers(kept, losses, priced, told)],
        **_resources(found, links, losses, resources),
        "programs": [
            {**asdict(each), "urn": numbers[each.urn], "definition": numbers.get(each.definition)}
            for each in running
        ],
        "rules": Rules(resources, source.folder, numbers, texts).as_json(),
        "ways": ways(resources, numbers, texts) if not docker else None,
        "databases": [_database(each, numbers) for each in kept],
        "alarms": alarms,
        "heard": told,
        "cost": priced.as_json(numbers, texts),
        "effects": EFFECTS,
        "losses": _losses(losses, numbers, texts),
    }
    return {**content, "texts": texts.all()}


def _names(found: Sequence[Entry]) -> tuple[str, str]:
    """Returns the stack and the project by the first URN."""
    stack, project, *_ = found[0].urn.split("::")
    return stack.rpartition(":")[2], project


def _resources(
    found: Sequence[Entry], links: Links, losses: Losses, resources: Resources
) -> dict[str, Any]:
    kinds, components, chains = Texts(), Texts(), Texts()
    layers: dict[str, str] = {}
    rows = []
    for entry in found:
        layers.setdefault(entry.component, entry.layer)
        rows.append(
            [
                entry.key,
                kinds.number(entry.resource.kind),
                entry.resource.name,
                components.number(entry.component),
                [losses.zones.all.index(zone) for zone in losses.zones.of(entry.resource)],
                int(entry.protected),
                chains.number(entry.chain),
                readable(entry.resource.inputs, resources),
                links.of(entry),
            ]
        )
    return {
        "kinds": kinds.all(),
        "components": [[name, layers[name]] for name in components.all()],
        "chains": chains.all(),
        "zones": losses.zones.all,
        "resources": rows,
        "names": links.used_names(),
    }


def _database(each: Database, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": each.name,
        "extensions": each.extensions,
        "setup": numbers[each.setup],
        "master": each.master,
        "logins": [
            {**asdict(login), "definition": numbers.get(login.definition)} for login in each.logins
        ],
    }


def _losses(losses: Losses, numbers: Mapping[str, int], texts: Texts) -> list[Any]:
    return [
        {
            "zone": zone,
            "outcome": summary.outcome(losses, zone),
            "rows": [
                [
                    numbers[loss.resource.urn],
                    EFFECTS.index(loss.effect),
                    texts.number(loss.said),
                    [losses.zones.all.index(each) for each in loss.remains],
                ]
                for loss in losses.of(zone)
            ],
        }
        for zone in losses.zones.all
    ]
