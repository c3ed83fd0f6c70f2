"""One mistake is one message, with the words of a person who knows what was meant."""

import shutil
from pathlib import Path

import pytest

from config import ConfigError, load
from engine import project
from tests.factories import SHOP

WORKLOAD = "config/workload.yaml"
FILES = {"P": "Pulumi.prod.yaml", "S": "Pulumi.staging.yaml", "D": "Pulumi.dev.yaml", "W": WORKLOAD}
STACKS = {"P": "prod", "S": "staging", "D": "dev", "W": "prod"}

Edit = tuple[str, str]


def told(folder: Path, at: str, *edits: Edit, stack: str = "") -> tuple[str, ...]:
    """The messages about the example after changes of one file. Without a mistake, the notices."""
    for name in ("Pulumi.yaml", *FILES.values()):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(SHOP / name, folder / name)
    file = folder / FILES[at]
    text = file.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)
    stack = stack or STACKS[at]
    try:
        return load(stack, project.load(folder, stack).config["plinth:settings"], folder).notices
    except ConfigError as error:
        return error.problems


ONE = {
    "a target that is typed wrongly": (
        ("D", "target: docker", "target: dokcer"),
        "Pulumi.dev.yaml:4: target: must be one of aws, docker; did you mean docker?, got 'dokcer'",
    ),
    "a target that the file does not fit": (
        ("P", "target: aws", "target: docker"),
        "Pulumi.prod.yaml:4: target: does not fit the file, which has region, network, database, "
        "retention as on aws; write aws, or null for these, got 'docker'",
    ),
    "a section of the settings": (
        ("P", "    network:\n", "    netwrk:\n"),
        "Pulumi.prod.yaml:13: netwrk: is no key that exists; did you mean network?",
    ),
    "a section by the name of a product": (
        ("P", "    gateway:\n", "    loadbalancer:\n"),
        "Pulumi.prod.yaml:18: loadbalancer: is no key that exists; did you mean gateway?",
    ),
    "a key by a longer name": (
        ("S", "      cidr: 10", "      vpc_cidr: 10"),
        "Pulumi.staging.yaml:14: network.vpc_cidr: is no key that exists; did you mean cidr?",
    ),
    "the databases by their product": (
        ("W", "\ndatabases:\n", "\npostgres:\n"),
        "config/workload.yaml:100: postgres: is no key that exists; did you mean databases?",
    ),
    "jobs by another name": (
        ("W", "\njobs:\n", "\ncronjobs:\n"),
        "config/workload.yaml:89: cronjobs: is no key that exists; did you mean jobs?",
    ),
    "databases that nothing resembles": (
        ("W", "\ndatabases:\n", "\nstores:\n"),
        "config/workload.yaml:23: services.orders.uses.databases: is not defined: there are no "
        "databases; write `databases:` with all that are used",
    ),
    "a program that is no program": (
        ("W", "\nworkers:\n", "\n  more:\n\nworkers:\n"),
        "services.more: must not be null; give a value, got null",
    ),
    "replicas of a service": (
        ("W", "port: 3000", "port: 3000\n    replicas: 3"),
        "config/workload.yaml:7: services.web.replicas: is no key that exists; the number of tasks",
    ),
    "a table of another service": (
        (
            "W",
            "cache: true\n      buckets",
            "cache: true\n      dynamodb: {a: read}\n      buckets",
        ),
        "services.orders.uses.dynamodb: is no key that exists; Plinth does not make it",
    ),
    "a job with tasks": (
        ("S", "sizes: {}", "sizes: {nightly-report: {tasks_min: 3}}"),
        "Pulumi.staging.yaml:43: sizes.nightly-report.tasks_min: is no key of a job",
    ),
    "a variable of ECS": (
        ("W", "{LOG_LEVEL: info}", "{ECS_AGENT_URI: x}"),
        "services.web.environment.ECS_AGENT_URI: is set by the platform",
    ),
    "a schedule for a day that never comes": (
        ("W", "cron(0 2 * * ? *)", "cron(0 2 31 FEB,4 ? *)"),
        "jobs.nightly-report.schedule: never comes: FEB,4 has no day 31",
    ),
    "a schedule for a year that is over": (
        ("W", "cron(0 2 * * ? *)", "cron(0 2 * * ? 2001)"),
        "jobs.nightly-report.schedule: the year must be 2026 to 2199, not '2001', got 'cron",
    ),
    "more secrets than a role names": (
        ("W", "[payment-provider-key]", str([f"secret-{n}" for n in range(150)]).replace("'", "")),
        "services.orders.uses.secrets: come to about 13",
    ),
    "an unused size": (
        ("D", "workers: {tasks_min: 1, tasks_max: 1, cpu: 256", "workers: {tasks_max: 1, cpu: 300"),
        "Pulumi.dev.yaml:30: workers.cpu: must be one of 256, 512, 1024",
    ),
}


@pytest.mark.parametrize("mistake", ONE)
def test_one_mistake_is_told_once(tmp_path: Path, mistake: str) -> None:
    (at, old, new), says = ONE[mistake]
    found = told(tmp_path, at, (old, new))
    own = [problem for problem in found if says in problem]
    others = {"databases that nothing resembles": 1}
    assert len(own) == 1, found
    assert len(found) == 1 + others.get(mistake, 0), found


def test_an_extension_is_sought_where_its_image_is_named(tmp_path: Path) -> None:
    edit = ("uuid-ossp, pg_trgm", "uuid-ossp, postgis")
    (problem,) = told(tmp_path, "W", edit, stack="dev")
    assert "name an image that has it in Pulumi.dev.yaml, under docker.images.database" in problem


def test_an_extension_that_rds_offers_is_accepted(tmp_path: Path) -> None:
    found = told(tmp_path, "W", ("uuid-ossp, pg_trgm", "orafce"))
    assert not [notice for notice in found if "orafce" in notice]


def test_a_registry_is_a_host_without_a_slash_at_its_end(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, "D", ("registry: null", "registry: ghcr.io/shop/"))
    assert "Pulumi.dev.yaml:36: docker.registry: must be a registry's host" in problem


def test_what_is_paid_for_and_unused_is_told(tmp_path: Path) -> None:
    text = (SHOP / WORKLOAD).read_text()
    found = told(tmp_path, "W", (text, text.replace("      cache: true\n", "")))
    (notice,) = [each for each in found if ": cache: " in each]
    assert notice.startswith("Pulumi.prod.yaml:56: cache: is made and paid for, and no program")


def test_a_limit_of_a_route_that_is_never_reached_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "W", ("rate_limit: 100", "rate_limit: 5000"))
    (notice,) = [each for each in found if "rate_limit_per_address" in each]
    assert "comes before the 5000 of services.accounts.routes.1.rate_limit" in notice


def test_the_example_wastes_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, "P", ("target", "target"))
    assert not [each for each in found if "paid for" in each or "never reached" in each]


def test_mistakes_of_every_stage_are_told_together(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        "S",
        ("tasks_min: 2", "tasks_min: many"),
        ("logs_days: 30", "logs_days: 31"),
        ("cidr: 10.30.0.0/16", "cidr: 10.20.0.0/16"),
        ("sizes: {}", "sizes: {nobody: {}}"),
        ("owner: platform", "ownr: platform"),
    )
    keys = [problem.split(": ")[1] for problem in found]
    assert keys == [
        "tags.ownr",
        "network.cidr",
        "services.tasks_min",
        "sizes.nobody",
        "retention.logs_days",
    ]
