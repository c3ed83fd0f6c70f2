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
    for each in resources.of("s3.Bucket", "rds.InstanceAutomatedBackupsReplication"):
        other = each.inputs.get("region")
        if other and other != resources.region and each.name.endswith("-replica"):
            return str(other)
    return ""


def sentences(
    facts: dict[str, str], programs: Sequence[Program], resources: Resources, *, docker: bool
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
    return [where, _running(programs), *_kept(resources)]


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
    return f"{_listed(said)}." if said else "No program runs in it."


def _kept(resources: Resources) -> Iterator[str]:
    """Yields what keeps data and carries messages."""
    servers = [
        each for each in resources.of("rds.Instance") if not each.inputs.get("replicateSourceDb")
    ]
    replicas = len(resources.of("rds.Instance")) - len(servers)
    parts = [_server(each, replicas) for each in servers]
    parts += [_cache(each) for each in resources.of("elasticache.ReplicationGroup")]
    for kind, one, more in (
        ("s3.Bucket", "bucket", "buckets"),
        ("sqs.Queue", "queue", "queues"),
        ("sns.Topic", "topic", "topics"),
        ("secretsmanager.Secret", "secret", "secrets"),
    ):
        parts.append(_many(len(resources.of(kind)), one, more))
    said = [each for each in parts if each]
    if said:
        yield f"Data, messages and secrets are in {_listed(said)}."


def _server(each: Resource, replicas: int) -> str:
    kind = f"{each.inputs.get('engine')} {each.inputs.get('engineVersion')}"
    more = ["a standby in another zone"] if each.inputs.get("multiAz") else []
    more += [_many(replicas, "replica to read from", "replicas to read from")] if replicas else []
    return f"a database server ({kind}{', with ' + _listed(more) if more else ''})"


def _cache(each: Resource) -> str:
    nodes = each.inputs.get("numCacheClusters") or 1
    return f"a cache ({each.inputs.get('engine')} on {_many(int(nodes), 'node', 'nodes')})"


def answers(
    databases: Sequence[Database], losses: Losses, alarms: Sequence[dict[str, Any]], priced: Priced
) -> Iterator[Answer]:
    """Yields the questions with their answers."""
    for database in databases:
        said = [f"{each.program or each.login} ({_WORDS[each.access]})" for each in database.logins]
        yield Answer(
            f"Which program may read the database {database.name}?",
            f"{_listed(said)}." if said else "None.",
            f"databases={database.name}",
        )
    yield Answer("What does it cost?", priced.said, "cost")
    for zone in losses.zones.all:
        yield Answer(
            f"What happens when zone {zone} is lost?", outcome(losses, zone), f"zones={zone}"
        )
    woken = Counter(str(each["told"]) for each in alarms)
    if alarms:
        yield Answer(
            "Who is told when something breaks?",
            f"{woken['critical']} alarms call people at once, {woken['warning']} warn them; "
            "each names its page and the first command.",
            "alarms",
        )


_WORDS = {"read": "reads", "write": "reads and writes"}


def outcome(losses: Losses, zone: str) -> str:
    """Returns the loss of a zone in one or two sentences."""
    by_effect: dict[str, list[str]] = {}
    for loss in losses.of(zone):
        by_effect.setdefault(loss.effect, []).append(loss.resource.name)
    parts = []
    if stopped := by_effect.get("stops"):
        parts.append(f"{_listed(stopped)} {_verb(stopped, 'stops', 'stop')}")
    if broken := by_effect.get("may stop"):
        parts.append(f"{_listed(broken)} may stop, for each stands in one zone")
    if moved := by_effect.get("fails over"):
        parts.append(f"{_listed(moved)} {_verb(moved, 'fails', 'fail')} over to another zone")
    others = len(by_effect.get("fewer", [])) + len(by_effect.get("goes on", []))
    if others:
        parts.append(f"{_many(others, 'other goes', 'others go')} on in the other zones")
    return f"{'; '.join(parts)}." if parts else "Nothing stands in it."


def _verb(names: Sequence[str], one: str, more: str) -> str:
    return one if len(names) == 1 else more


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
