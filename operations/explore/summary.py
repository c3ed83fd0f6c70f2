"""The first page in plain words: what the environment is, and a short answer to each question that
people ask first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from operations.explore.databases import Database
from operations.explore.entries import Entry
from operations.explore.priced import Priced
from operations.explore.programs import Program, labels
from operations.loss import Losses
from operations.plan import Document, Resource, Resources, opened
from planning.cache import nodes_of
from planning.search import search_nodes
from wording import counted, listed


@dataclass(frozen=True)
class Answer:
    """One question with its short answer, and the address in the page of the long one."""

    question: str
    answer: str
    address: str


def facts(document: Document, resources: Resources, entries: Sequence[Entry]) -> dict[str, str]:
    """Returns what is true of the whole environment: account, region, domain."""
    providers = [
        step["newState"].get("inputs") or {}
        for step in document["steps"]
        if step.get("newState") and step["newState"].get("type") == "pulumi:providers:aws"
    ]
    inputs = providers[0] if providers else {}
    domains = [str(each.inputs.get("domainName")) for each in resources.of("acm.Certificate")]
    account = str(inputs.get("allowedAccountIds") or "").strip('[]"')
    found = {
        "project": _project(opened(inputs.get("defaultTags")), entries),
        "account": account,
        "region": resources.region,
        "recovery": _recovery(resources),
        "domain": domains[0] if domains else "",
    }
    return {key: value for key, value in found.items() if value}


def _project(tags: Any, entries: Sequence[Entry]) -> str:
    """Returns the project as the settings call it: by the tags of AWS, or the labels of Docker."""
    given = [tags.get("tags") or {}] if isinstance(tags, dict) else []
    given += [labels(entry.resource.inputs) for entry in entries]
    names = (each.get("project") or each.get("plinth.project") for each in given)
    return next((str(name) for name in names if name), "")


def _recovery(resources: Resources) -> str:
    """Returns the region to which data is copied."""
    copies = [each for each in resources.of("s3.Bucket") if each.name.endswith("-replica")]
    for each in (*copies, *resources.of("rds.InstanceAutomatedBackupsReplication")):
        other = each.inputs.get("region")
        if other and other != resources.region:
            return str(other)
    return ""


def sentences(
    facts: dict[str, str],
    programs: Sequence[Program],
    resources: Resources,
    entries: Sequence[Entry],
    *,
    docker: bool,
) -> list[str]:
    """Returns the paragraphs about the environment."""
    if docker:
        where = "It runs in Docker containers on a developer's machine."
    else:
        where = f"It runs on AWS in the region {facts.get('region', 'unknown')}"
        where += f", in account {facts['account']}" if "account" in facts else ""
        where += f". People reach it at {facts['domain']}" if "domain" in facts else ""
        where += (
            f". Copies of its data are kept in {facts['recovery']}." if "recovery" in facts else "."
        )
    return [where, _running(programs), *_kept(resources, entries)]


def _running(programs: Sequence[Program]) -> str:
    counts = Counter(each.kind for each in programs)
    parts = [
        _many(counts["service"], "service answers requests", "services answer requests"),
        _many(
            counts["worker"],
            "worker takes messages from a queue",
            "workers take messages from queues",
        ),
        _many(counts["job"], "job runs by the clock", "jobs run by the clock"),
    ]
    said = [each for each in parts if each]
    return f"{listed(said)}." if said else "No program runs in it."


def _kept(resources: Resources, entries: Sequence[Entry]) -> Iterator[str]:
    """Yields what keeps data and carries messages: what the team declared, then the rest."""
    servers = [
        each for each in resources.of("rds.Instance") if not each.inputs.get("replicateSourceDb")
    ]
    parts = [_server(each, resources) for each in servers]
    parts += [
        f"an Aurora server ({each.inputs.get('engineVersion')}"
        f"{', which exists already' if each.given else ''})"
        for each in resources.of("rds.Cluster")
    ]
    parts += [_cache(each) for each in resources.of("elasticache.ReplicationGroup")]
    parts += [_search(each) for each in resources.of("opensearch.Domain")]
    if pools := len(resources.of("cognito.UserPool")):
        parts.append(_many(pools, "user pool", "user pools"))
    parts += [
        f"a serverless cache ({each.inputs.get('engine')})"
        for each in resources.of("elasticache.ServerlessCache")
    ]
    declared = Counter(each.resource.kind for each in entries if _declared(each))
    counts = {
        thing: (declared[kind], len(resources.of(kind)) - declared[kind])
        for kind, thing in _KEPT.items()
    }
    said = parts + [counted(number, thing) for thing, (number, _) in counts.items() if number]
    if said:
        yield f"Data, messages and secrets are in {listed(said)}."
    others = [counted(number, thing) for thing, (_, number) in counts.items() if number]
    if others:
        yield f"The platform has its own besides: {listed(others)}."


_KEPT = {
    "s3.Bucket": "bucket",
    "sqs.Queue": "queue",
    "sns.Topic": "topic",
    "secretsmanager.Secret": "secret",
}


def _declared(each: Entry) -> bool:
    """Returns true for what the team's files name: its component is called so too."""
    return each.component == each.resource.name and "LogBucket" not in each.chain


def _server(each: Resource, resources: Resources) -> str:
    replicas = sum(
        each in resources.referred(other.inputs.get("replicateSourceDb"), each.kind)
        for other in resources.of(each.kind)
    )
    kind = f"{each.inputs.get('engine')} {each.inputs.get('engineVersion')}"
    kind += ", which exists already" if each.given else ""
    more = ["a standby in another zone"] if each.inputs.get("multiAz") else []
    more += [_many(replicas, "replica to read from", "replicas to read from")] if replicas else []
    return f"a database server ({kind}{', with ' + listed(more) if more else ''})"


def _cache(each: Resource) -> str:
    shape = nodes_of(each.inputs)
    shards = f" in {_many(shape.shards, 'shard', 'shards')}" if shape.shards else ""
    return f"a cache ({each.inputs.get('engine')} on {_many(shape.count, 'node', 'nodes')}{shards})"


def _search(each: Resource) -> str:
    nodes = search_nodes(each.inputs)
    version = str(each.inputs.get("engineVersion")).replace("_", " ")
    return f"a search engine ({version} on {_many(nodes, 'node', 'nodes')})"


def answers(
    databases: Sequence[Database], losses: Losses, priced: Priced, heard: str
) -> Iterator[Answer]:
    """Yields the questions with their answers."""
    for database in databases:
        said = [f"{each.program or each.login} ({_WORDS[each.access]})" for each in database.logins]
        yield Answer(
            f"Which program may read the database {database.name}?",
            f"{listed(said)}." if said else "None.",
            f"databases={database.name}",
        )
    yield Answer("What does it cost?", priced.said, "cost")
    for zone in losses.zones.all:
        yield Answer(
            f"What happens when zone {zone} is lost?", outcome(losses, zone), f"zones={zone}"
        )
    if heard:
        yield Answer("Who is told when something breaks?", heard, "alarms")


_WORDS = {"read": "reads", "write": "reads and writes"}


def outcome(losses: Losses, zone: str) -> str:
    """Returns the loss of a zone in one or two sentences."""
    by_effect: dict[str, list[str]] = {}
    found = losses.of(zone)
    for loss in found:
        by_effect.setdefault(loss.effect, []).append(loss.resource.name)
    parts = []
    if stopped := by_effect.get("stops"):
        parts.append(f"{listed(stopped)} {_verb(stopped, 'stops', 'stop')}")
        # A gateway that stops ends the way out of what stands elsewhere.
        parts += [
            each.said
            for each in found
            if each.effect == "stops"
            and each.resource.kind in ("ec2.NatGateway", "ec2.NetworkInterface")
        ]
    if broken := by_effect.get("may stop"):
        parts.append(f"{listed(broken)} may stop, if the only working copy is in this zone")
    if moved := by_effect.get("fails over"):
        parts.append(f"{listed(moved)} {_verb(moved, 'fails', 'fail')} over to another zone")
    others = len(by_effect.get("fewer", [])) + len(by_effect.get("goes on", []))
    if others:
        parts.append(f"{_many(others, 'other goes', 'others go')} on in the other zones")
    return f"{'; '.join(parts)}." if parts else "Nothing stands in it."


def _verb(names: Sequence[str], one: str, more: str) -> str:
    return one if len(names) == 1 else more


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""
