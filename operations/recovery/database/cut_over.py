"""The cut-over to a restored database: the exchange that a failover makes.

The program's own instance then is the restored one, without any mention of the snapshot or the time
that it came from. A provider that is told of a snapshot replaces the database when that is taken
away again (github.com/hashicorp/terraform-provider-aws/issues/21851).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from operations.errors import OperationError
from operations.procedure import Clock, Journal, Operated, Step, notice
from operations.recovery.database import health, instances
from operations.recovery.database.exchange import Exchange, Facts
from operations.recovery.database.instances import Instance, Instances
from operations.report import Block, Paragraph
from operations.sites import Site

NAME = "cut-over"


def cutting_over(site: Site, clock: Clock, name: str) -> Operated:
    """Returns the cut-over to a restored instance; empty: the only one there is."""
    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: _facts(site, clock, name),
        steps=lambda kept, journal: _steps(site, kept, journal),
        finished=lambda entries: not _restored(site) and _serves(site, entries.facts["new"]),
        told=_told,
    )


def _restored(site: Site) -> list[Instance]:
    identifier = str(site.primary.inputs["identifier"])
    found = Instances(site.client("rds")).all()
    return [each for each in found if instances.name(each).startswith(f"{identifier}-restored-")]


def _serves(site: Site, resource_id: str) -> bool:
    return bool(site.primary.outputs["id"] == resource_id)


def _facts(site: Site, clock: Clock, name: str) -> Mapping[str, Any]:
    found = [each for each in _restored(site) if not name or instances.name(each) == name]
    if len(found) != 1:
        names = ", ".join(instances.name(each) for each in _restored(site)) or "none"
        raise OperationError(
            f"{len(found)} restored instances{f' are called {name}' if name else ''}; the cut-over "
            "takes one",
            remedy=f"there are: {names}; name one with --instance",
        )
    declared = site.primary
    replicas = [
        each
        for each in Instances(site.client("rds")).all()
        if instances.source(each) == declared.inputs["identifier"]
    ]
    return {
        "identifier": str(declared.inputs["identifier"]),
        "old": str(declared.outputs["id"]),
        "new": str(found[0]["DbiResourceId"]),
        "others": {str(each["DbiResourceId"]): instances.name(each) for each in replicas},
        "stamp": f"{clock.now():%Y%m%d%H%M%S}",
        "restored": instances.name(found[0]),
    }


def _steps(site: Site, kept: Mapping[str, Any], journal: Journal) -> Sequence[Step]:
    facts = Facts(**{key: kept[key] for key in ("identifier", "old", "new", "others", "stamp")})
    exchange = Exchange(site=site, facts=facts)
    return [
        *exchange.fence(),
        *exchange.open(),
        *exchange.names(),
        *exchange.rest(),
        health.step(site, exchange.rds, facts),
        exchange.keep_old(),
        notice.step(
            site,
            journal,
            f"{site.stack}: the database was cut over to a restored one",
            f"{facts.identifier} is the former {kept['restored']} now; the old instance is kept as "
            f"{facts.aside(facts.identifier)}. `make up STACK={site.stack}` builds new replicas.",
        ),
    ]


def _told(facts: Mapping[str, Any]) -> list[Block]:
    return [
        Paragraph(
            f"{facts['restored']} becomes {facts['identifier']}. What was written since the time "
            "that it was restored to stays in the old instance only. Passwords in it are those of "
            "that time: afterwards rotate the master user's, and run the database setup."
        )
    ]
