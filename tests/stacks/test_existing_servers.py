"""Database servers that others made: the workload's databases are made in them and nothing else,
and those who read the plan, or act on a database, know whose it is."""

import functools
import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from aws_account.moto import Given, GivenDatabase, emulated
from aws_account.moto.given import of_plain
from config import ConfigError
from operations.backups.planned import stores
from operations.emulated import emulated_account
from operations.ephemeral.copies import check_origin
from operations.errors import OperationError
from operations.existing.live import problems
from operations.existing.wanted import wanted
from operations.plan import Resources, compare, document
from operations.reach import Graph as Ways
from operations.reach import reach_text
from operations.review.grading import graded
from operations.sites import Site
from operations.topology.reading import whole
from policies import judge_document
from stacks import cloud
from tests.documents import document_of
from tests.factories import ROOT
from tests.graph import Graph, waits_for
from tests.stacks import example

ACCOUNT = "111122223333"
GROUP = "sg-0a1b2c3d4e5f60718"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809"
VPC = "vpc-0a1b2c3d4e5f60718"


def secret(region: str = "eu-central-1", account: str = ACCOUNT) -> str:
    return f"arn:aws:secretsmanager:{region}:{account}:secret:rds!db-1a2b3c4d-a1B2c3"


FIRST: dict[str, Any] = {
    "identifier": "practice",
    "engine_version": "16",
    "address": "practice.c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com",
    "read_address": "practice-replica.c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com",
    "port": 5433,
    "security_group": GROUP,
    "master_secret": secret(),
    "master_secret_key": KEY,
    "multi_az": True,
    "storage_gib": 100,
    "max_connections": 405,
}
LEDGER: dict[str, Any] = {
    "databases": ["ledger"],
    "identifier": "books",
    "engine": "aurora-postgresql",
    "engine_version": "16.9",
    "address": "books.cluster-c0a1b2c3d4e5.eu-central-1.rds.amazonaws.com",
    "security_group": GROUP,
    "master_secret": secret().replace("!db", "!cluster"),
    "multi_az": False,
}
SETTINGS: dict[str, Any] = {
    "database": None,
    "network": {
        "cidr": "10.0.0.0/16",
        "zones": ["a", "b"],
        "nat": "existing",
        "interface_endpoints": [],
        "existing": {
            "vpc": VPC,
            "subnets": {
                tier: {zone: f"subnet-000000{number}{zone}" for zone in "ab"}
                for number, tier in enumerate(("private", "data", "public"))
            },
        },
    },
    "existing.database_servers": {"database": FIRST, "ledger": LEDGER},
}
RUNS: dict[str, Any] = {
    "databases.ledger": {"extensions": ["pg_cron"]},
    "services.prices.uses.databases": {"ledger": "write", "shop": "read"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build(SETTINGS, RUNS)


@functools.cache
def plan(*, existing: bool = True, **changed: str) -> document.Document:
    """The document with the servers that exist, or with one of Plinth's own in the same network."""
    settings = {**SETTINGS, "existing.database_servers": {"database": {**FIRST, **changed}}}
    if not existing:
        settings = {"network": SETTINGS["network"]}
    of = example.platform(settings)
    return document_of(lambda: cloud.build(of), stack=example.STACK)


def platform(**settings: Any) -> Any:
    return example.platform({**SETTINGS, **settings}, RUNS)


@functools.cache
def resources() -> Resources:
    of = platform()
    return Resources(document_of(lambda: cloud.build(of), stack=example.STACK))


def container(graph: Graph, name: str) -> Any:
    inputs = graph.one("aws:ecs/taskDefinition:TaskDefinition", name).inputs
    (only,) = json.loads(inputs["containerDefinitions"])
    return only


def variables(graph: Graph, name: str) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(graph, name)["environment"]}


def secrets(graph: Graph, name: str) -> dict[str, str]:
    return {each["name"]: each["valueFrom"] for each in container(graph, name)["secrets"]}


def test_no_server_is_made_and_nothing_that_goes_with_one(graph: Graph) -> None:
    made = [each for each in graph.registrations if each.type.startswith("aws:rds/")]
    assert made == []
    assert not [each for each in graph.registrations if "master" in each.name]
    assert not [each for each in graph.registrations if each.type.startswith("aws:backup/")]
    group = graph.one("aws:ec2/securityGroup:SecurityGroup", "database-clients")
    assert group.inputs["vpcId"] == VPC


def test_programs_and_the_setup_reach_its_port_by_rules_of_its_group(graph: Graph) -> None:
    rules = {
        each.name: (each.inputs["fromPort"], each.inputs["toPort"], each.inputs["ipProtocol"])
        for each in graph.all(INGRESS)
        if each.inputs["securityGroupId"] == GROUP
    }
    assert rules == {
        "database-from-clients": (5433, 5433, "tcp"),
        "database-instance-from-database-setup": (5433, 5433, "tcp"),
        "ledger-database-from-clients": (5432, 5432, "tcp"),
        "ledger-database-instance-from-ledger-database-setup": (5432, 5432, "tcp"),
    }
    out = [each for each in graph.all(EGRESS) if "referencedSecurityGroupId" in each.inputs]
    assert {each.name for each in out if each.inputs["referencedSecurityGroupId"] == GROUP} == {
        *rules
    }


def test_programs_get_the_same_variables_and_passwords_of_their_own(graph: Graph) -> None:
    found = variables(graph, "shop")
    assert {key: found[key] for key in ("DB_HOST", "DB_PORT", "DB_NAME", "DB_USER")} == {
        "DB_HOST": FIRST["address"],
        "DB_PORT": "5433",
        "DB_NAME": "shop",
        "DB_USER": "shop",
    }
    assert found["DB_READ_HOST"] == FIRST["read_address"]
    prices = variables(graph, "prices")
    assert (prices["DB_HOST"], prices["DB_PORT"]) == (LEDGER["address"], "5432")
    assert prices["DB_READ_HOST"] == LEDGER["address"]
    assert prices["SHOP_DB_HOST"] == FIRST["address"]
    passwords = secrets(graph, "prices")
    assert "/ledger-login-credentials/prices" in passwords["DB_PASSWORD"]
    assert "/example/login-credentials/prices" in passwords["SHOP_DB_PASSWORD"]
    service = graph.one("aws:ecs/service:Service", "shop")
    assert graph.one("aws:lambda/invocation:Invocation", "database-setup").urn in waits_for(
        graph, service
    )


def test_the_setup_task_alone_reads_the_master_s_secret_and_marks_what_it_makes(
    graph: Graph,
) -> None:
    read = secrets(graph, "database-setup")
    assert read["PGUSER"] == f"{secret()}:username::"
    assert read["PGPASSWORD"] == f"{secret()}:password::"
    sql = variables(graph, "database-setup")
    assert (sql["PGHOST"], sql["PGPORT"]) == (FIRST["address"], "5433")
    assert "of another owner" in sql["SETUP_SQL"]
    assert "database of example/example" in sql["SETUP_SQL"]
    assert "template1" not in sql["SETUP_SQL"]
    policies = {
        each.name: graph.policy(each) for each in graph.all("aws:iam/rolePolicy:RolePolicy")
    }
    readers = [name for name, each in policies.items() if secret() in json.dumps(each)]
    assert readers == ["database-setup-execution"]
    _, read_secrets, by_key = policies["database-setup-execution"]["Statement"][:3]
    assert secret() in read_secrets["Resource"]
    assert by_key["Action"] == ["kms:Decrypt"]
    assert KEY in by_key["Resource"]
    assert len(by_key["Resource"]) == 2
    assert KEY not in json.dumps(policies["ledger-database-setup-execution"])


def test_it_is_watched_by_its_identifier(graph: Graph) -> None:
    found = {
        each.name.removeprefix("alarms-"): each.inputs
        for each in graph.all(ALARM)
        if any(name.startswith("DB") for name in each.inputs.get("dimensions") or ())
    }
    assert {name: [*each["dimensions"].values()] for name, each in found.items()} == {
        "aurora-cpu--ledger-database": ["books"],
        "aurora-down--ledger-database": ["books"],
        "aurora-transaction-ids--ledger-database": ["books"],
        "database-connections": ["practice"],
        "database-cpu": ["practice"],
        "database-disk-queue": ["practice"],
        "database-down": ["practice"],
        "database-storage": ["practice"],
        "database-transaction-ids": ["practice"],
    }
    assert found["database-connections"]["threshold"] == 320
    assert found["database-storage"]["threshold"] == 10 * 1024**3
    assert found["database-down"]["alarmDescription"].endswith(
        "First: python -m operations status --stack example"
    )
    rule = graph.one("aws:cloudwatch/eventRule:EventRule", "events-database-event")
    pattern = json.loads(rule.inputs["eventPattern"])
    assert pattern["detail"]["SourceIdentifier"] == ["practice", "books"]
    rule = graph.one("aws:cloudwatch/eventRule:EventRule", "events-aurora-event")
    assert json.loads(rule.inputs["eventPattern"])["detail"]["SourceIdentifier"] == ["books"]


def test_one_beside_plinth_s_own_leaves_that_as_it_is() -> None:
    own = example.build({"network": SETTINGS["network"]}, RUNS)
    beside = example.build(
        {"network": SETTINGS["network"], "existing.database_servers": {"ledger": LEDGER}}, RUNS
    )
    before, after = ({each.urn for each in graph.registrations} for graph in (own, beside))
    assert before - after == set()
    assert "ledger" in variables(beside, "database-setup")["SETUP_SQL"].partition("membership")[0]
    plan_ = beside.one("aws:backup/selection:Selection", "backup-database").inputs
    assert "books" not in json.dumps(plan_)


@pytest.mark.parametrize(
    ("settings", "key", "says"),
    [
        (
            {"database": {"engine_version": "16"}},
            "existing.database_servers.database",
            "is the first server, which the section `database` describes too; write database: null",
        ),
        (
            {"existing.database_servers": {"database": FIRST, "ledger": {**LEDGER, "port": 80}}},
            "existing.database_servers.ledger.port",
            "must be at least 1150",
        ),
        (
            {"existing.database_servers": {"ledger": LEDGER}},
            "database",
            "the workload has databases; say how they run",
        ),
        (
            {
                "existing.database_servers": {
                    "database": FIRST,
                    "ledger": {**LEDGER, "databases": ["leger"]},
                }
            },
            "existing.database_servers.ledger.databases.0",
            "is no database of the workload; did you mean ledger?",
        ),
        (
            {"existing.database_servers": {"database": {**FIRST, "databases": ["shop"]}}},
            "existing.database_servers.database.databases",
            "is for servers beside the first one, which has all that no server names; leave it out",
        ),
        (
            {
                "existing.database_servers": {
                    "database": FIRST,
                    "ledger": {**LEDGER, "identifier": "practice"},
                }
            },
            "existing.database_servers.ledger.identifier",
            "is also that of database; name it once, with the databases of both",
        ),
        (
            {"database_servers": {"ledger": {"databases": ["ledger"]}}},
            "database",
            "describes the first server, whose values the others take; say how it runs, and give "
            "the one that exists another name than `database` under existing.database_servers",
        ),
        (
            {"existing.database_servers": {"database": {**FIRST, "storage_max_gib": 100}}},
            "existing.database_servers.database.storage_max_gib",
            "is no key that exists",
        ),
        (
            {"existing.database_servers": {"database": {**FIRST, "master_secret": secret()[:-7]}}},
            "existing.database_servers.database.master_secret",
            "must be the whole ARN of a secret, with the six characters at its end",
        ),
        (
            {
                "existing.database_servers": {
                    "database": {**FIRST, "master_secret": secret("eu-west-1")}
                }
            },
            "existing.database_servers.database.master_secret",
            "is in eu-west-1, and its server is in eu-central-1; name one of that region",
        ),
        (
            {
                "existing.database_servers": {
                    "database": {**FIRST, "master_secret_key": KEY.replace(ACCOUNT, "444455556666")}
                }
            },
            "existing.database_servers.database.master_secret_key",
            f"is of the account 444455556666, and the environment's is {ACCOUNT}",
        ),
        (
            {
                "existing.database_servers": {
                    "database": {**FIRST, "address": f"https://{FIRST['address']}"}
                }
            },
            "existing.database_servers.database.address",
            "must be a host name in lower case, without a port",
        ),
        (
            {"existing.database_servers": {"database": {**FIRST, "identifier": "Practice"}}},
            "existing.database_servers.database.identifier",
            "must be the identifier of an RDS instance or an Aurora cluster",
        ),
        (
            {"existing.database_servers": {"database": {**FIRST, "security_group": "default"}}},
            "existing.database_servers.database.security_group",
            "must be the ID of a security group",
        ),
        (
            {
                "existing.database_servers": {
                    "database": {**FIRST, "read_address": FIRST["address"]}
                }
            },
            "existing.database_servers.database.read_address",
            "is also that of address; leave it out",
        ),
        (
            {
                "existing.database_servers": {
                    "database": FIRST,
                    "ledger": {**LEDGER, "storage_gib": 100},
                }
            },
            "existing.database_servers.ledger.storage_gib",
            "is of an RDS instance; leave it out: Aurora's storage grows by itself",
        ),
        (
            {"existing.database_servers": {"database": {**FIRST, "max_connections": 10}}},
            "existing.database_servers.database.max_connections",
            "takes 5 connections, and the tasks that use it need 16 at tasks_max while they are "
            "deployed, one for each; have its owner raise it, or lower tasks_max",
        ),
    ],
)
def test_what_cannot_be_is_told_before(settings: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(ConfigError) as found:
        example.platform({**SETTINGS, **settings}, RUNS)
    told = [str(problem) for problem in found.value.problems]
    assert any(f": {key}: {says}" in each for each in told), told


def test_a_name_for_both_kinds_of_server_is_refused() -> None:
    settings = {
        "network": SETTINGS["network"],
        "database_servers": {"ledger": {"databases": ["ledger"]}},
        "existing.database_servers": {"ledger": {**LEDGER, "databases": []}},
    }
    with pytest.raises(ConfigError) as found:
        example.platform(settings, RUNS)
    assert any(
        ": existing.database_servers.ledger: is a server under database_servers too" in str(each)
        for each in found.value.problems
    )


def test_production_reads_its_owner_s_word_about_a_standby() -> None:
    with pytest.raises(ConfigError) as found:
        platform(environment="production")
    told = [str(each) for each in found.value.problems if "multi_az" in str(each)]
    assert any(": existing.database_servers.ledger.multi_az: production: " in each for each in told)
    assert not any("existing.database_servers.database" in each for each in told)


def test_readers_of_the_plan_say_what_they_cannot_know() -> None:
    found = resources().of("rds.Instance", "rds.Cluster")
    assert [(each.name, each.given) for each in found] == [
        ("database", True),
        ("ledger-database", True),
    ]
    lines = [line for line in reach_text.unknown(Ways(resources())) if ":rds:" in line]
    assert [line.partition(" ")[0] for line in lines] == [
        f"arn:aws:rds:eu-central-1:{ACCOUNT}:db:practice",
        f"arn:aws:rds:eu-central-1:{ACCOUNT}:cluster:books",
    ]
    kept = {each.name: each for each in stores(platform(), resources())}
    assert kept["database database"].kept == "practice is of another owner, who keeps its backups"
    assert not kept["database ledger-database"].holds_data
    drawn = {each.id: each.facts for each in whole(resources()).nodes}
    assert drawn["database-database"][:2] == ("practice, which exists", "PostgreSQL 16")
    assert judge_document(plan()).violations == ()


def test_programs_reach_it_in_the_graph_of_ways() -> None:
    ways = Ways(resources())
    hops = {(each.source, each.target, each.port) for each in ways.hops()}
    assert ("shop", "database", 5433) in hops
    assert ("prices", "ledger-database", 5432) in hops


@pytest.mark.parametrize(
    ("before", "after", "kind", "grade"),
    [
        (plan, lambda: plan(existing=False), "deleted", "data loss"),
        (lambda: plan(existing=False), plan, "created", "safe"),
        (plan, lambda: plan(identifier="practice-2"), "updated", "data loss"),
        (plan, lambda: plan(engine_version="17"), "updated", "safe"),
    ],
    ids=("to plinth's own", "from plinth's own", "another one", "another word"),
)
def test_another_server_is_graded(before: Any, after: Any, kind: str, grade: str) -> None:
    found = compare(before(), after(), before_file="before.json")
    (item,) = [each for each in graded(found) if each.change.type == "plinth:data:ExistingDatabase"]
    assert (item.change.kind, str(item.grade)) == (kind, grade)
    own = [each for each in graded(found) if each.change.type == "aws:rds/instance:Instance"]
    if kind == "created":
        first = next(each for each in own if each.change.name == "database")
        assert (str(first.grade), first.is_refused_by_pulumi) == ("data loss", True)


def given(**changed: Any) -> GivenDatabase:
    words = ("identifier", "engine_version", "address", "port", "security_group", "multi_az")
    facts = {key: FIRST[key] for key in words}
    return GivenDatabase(
        **{
            **facts,
            "region": "eu-central-1",
            "engine": "postgres",
            "engine_version": "16.9",
            "storage_gib": 100,
            "vpc": None,
            "master_secret": secret(),
            "master_secret_key": KEY,
            **changed,
        }
    )


def told(*databases: GivenDatabase, **settings: Any) -> list[str]:
    of = platform(**{"existing.database_servers": {"database": {**FIRST, **settings}}})
    with emulated(given=Given(keys=[KEY], databases=databases)) as account_of:
        account = account_of(ACCOUNT)
        things = [each for each in wanted(of, resources()) if each.kind == "database"]
        return [said for _, said in problems(things, account.client)]


def test_aws_is_asked_whether_it_is_what_the_settings_say() -> None:
    assert told(given()) == []
    assert told() == [
        "is not there: the account has no instance of that identifier in eu-central-1",
        f"{secret()} is not there, or is being deleted",
    ]
    assert told(
        given(
            engine_version="15.7",
            address="practice.other.eu-central-1.rds.amazonaws.com",
            multi_az=False,
            storage_gib=200,
            security_group="sg-0b1b2c3d4e5f60718",
            master_secret_key=None,
        )
    ) == [
        "is PostgreSQL 15.7, and the settings say 16",
        f"answers at practice.other.eu-central-1.rds.amazonaws.com, and the settings say "
        f"{FIRST['address']}",
        "has no standby in another zone, and the settings say multi_az: true",
        "has 200 GiB of storage, and the settings say 100: the alarm of its free storage goes by "
        "that",
        f"does not have the security group {GROUP}; it has sg-0b1b2c3d4e5f60718",
        f"{secret()} is encrypted by AWS's own key, and the settings say {KEY}",
    ]
    assert told(given(port=5432), master_secret_key=None) == [
        "answers at port 5432, and the settings say 5433",
        f"{secret()} is encrypted by {KEY}, and the settings say no key: the setup is refused",
    ]


def test_a_cluster_s_instances_are_asked_too() -> None:
    of = {"database": {**LEDGER, "databases": [], "multi_az": True}}
    words = ("identifier", "engine", "engine_version", "address", "security_group")
    server = {key: LEDGER[key] for key in words}
    with emulated(
        given=Given(
            databases=[
                GivenDatabase(
                    **server,
                    region="eu-central-1",
                    port=5432,
                    multi_az=True,
                    storage_gib=20,
                    vpc=None,
                    master_secret=LEDGER["master_secret"],
                    master_secret_key=None,
                )
            ]
        )
    ) as account_of:
        account = account_of(ACCOUNT)
        things = list(wanted(platform(**{"existing.database_servers": of}), resources()))
        asked = [each for each in things if each.kind == "database"]
        first = [said for _, said in problems(asked, account.client)]
        rds = account.client("rds", "eu-central-1")
        rds.modify_db_instance(DBInstanceIdentifier="books-1", PubliclyAccessible=True)
        second = [said for _, said in problems(asked, account.client)]
    assert first == []
    assert second == ["has an address on the internet (publicly accessible)"]


@pytest.mark.parametrize(("server", "named"), [("", "practice"), ("ledger", "books")])
def test_what_acts_on_a_server_of_plinth_s_own_refuses_another_owner_s(
    server: str, named: str
) -> None:
    state: Any = SimpleNamespace(source="")
    site = Site(platform=platform(), folder=ROOT, state=state, content={}, outputs={})
    site.__dict__["resources"] = resources()
    with pytest.raises(OperationError, match=f"{named} is a server of another owner") as refused:
        _ = replace_server(site, server).primary
    assert refused.value.remedy.startswith("ask its owner")


def replace_server(site: Site, server: str) -> Site:
    found = replace(site, server=server)
    found.__dict__["resources"] = resources()
    return found


def test_a_copy_would_share_its_rows_and_is_refused() -> None:
    with pytest.raises(OperationError, match="the copy would use the original's databases"):
        check_origin(replace(platform(), stack="staging"), ROOT / "examples/shop")


def test_the_owner_is_told_what_it_must_be_and_what_stays_the_owner_s() -> None:
    first, ledger = (each for each in wanted(platform(), resources()) if each.kind == "database")
    assert first.use == "database server database, with the databases shop"
    assert first.needs[0] == (
        f"it is postgres 16 at {FIRST['address']}:5433, of the account {ACCOUNT}, in {VPC}"
    )
    assert first.needs[2].endswith(f"encrypted by the key {KEY}")
    assert "shared_preload_libraries has pg_cron" in ledger.needs
    assert ledger.needs[2].endswith("encrypted by AWS's own key")
    assert any("PUBLIC may not connect" in each for each in first.owner)


def test_the_emulated_account_has_them_before() -> None:
    given = emulated_account.given(ROOT / "examples/clinic", "prod")
    (server,) = given.databases
    assert (server.identifier, server.engine, server.vpc) == (
        "dispensary",
        "aurora-postgresql",
        "vpc-0c11111111111f040",
    )
    assert server.master_secret_key in given.keys
    assert of_plain(json.loads(json.dumps(given.plain()))).databases == [server]
