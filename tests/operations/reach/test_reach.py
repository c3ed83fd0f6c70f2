"""Paths through a plan, what stops the others, and what a change opens."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from operations import __main__ as command_line
from operations.plan import Resources, document, from_file, preview
from operations.reach import Graph, opened
from tests.apart import in_a_child
from tests.factories import SHOP
from tests.operations.plans import Plan, exported

PROXY, DATABASE = "${ec2.SecurityGroup database-proxy.id}", "${ec2.SecurityGroup database.id}"
TCP = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}

Reach = Callable[..., Result]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(Plan().resources())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The document of production, as `preview --json` writes it."""
    file = tmp_path / "prod.json"
    document.write(Plan().document, file)
    return file


@pytest.fixture
def reach(file: Path) -> Reach:
    """Runs the command on the document of production."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(command_line.app, ["reach", *arguments, "--document", str(file)])

    return run


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        (
            "internet",
            "orders",
            "internet -> edge:443 -> gateway:443 (/api/orders or /api/baskets, token required)"
            " -> orders:8080",
        ),
        (
            "internet",
            "web",
            "internet -> edge:443 -> gateway:443 (shop.example.com or app.shop.example.com, no "
            "token) -> web:3000",
        ),
        ("internet", "bucket static", "internet -> edge:443 -> bucket static:443"),
        ("orders", "database", "orders -> database-proxy:5432 -> database:5432"),
        ("orders", "database-replica-1", "orders -> database-replica-1:5432"),
        ("web", "cache", "web -> cache:6379"),
        ("nightly-report", "internet", "nightly-report -> internet:443"),
        ("database-setup", "database", "database-setup -> database:5432"),
    ],
)
def test_a_path_has_every_hop_with_its_port(
    graph: Graph, source: str, target: str, said: str
) -> None:
    assert str(graph.path(source, target)) == said


def test_each_hop_names_the_resources_that_permit_it(graph: Graph) -> None:
    path = graph.path("orders", "database")
    assert path
    assert [[permit.said for permit in hop.by] for hop in path.hops] == [
        [
            "vpc.SecurityGroupEgressRule database-proxy-from-clients (tcp 5432 out)",
            "vpc.SecurityGroupIngressRule database-proxy-from-clients (tcp 5432 in)",
        ],
        [
            "rds.ProxyTarget database-proxy",
            "vpc.SecurityGroupEgressRule database-instance-from-database-proxy (tcp 5432 out)",
            "vpc.SecurityGroupIngressRule database-instance-from-database-proxy (tcp 5432 in)",
        ],
    ]


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [
        (
            "internet",
            "database",
            "database has no public address, and its subnets have no route to an internet gateway",
        ),
        ("web", "database", "no rule of database admits web at 5432"),
        ("database", "internet", "no security group of database lets out to the internet"),
        ("database", "cache", "no rule of database lets out to cache at 6379"),
        ("web", "credentials", "credentials has no address in the network"),
    ],
)
def test_what_stops_a_request_is_said(graph: Graph, source: str, target: str, why: str) -> None:
    assert graph.path(source, target) is None
    assert graph.stop(source, target).why == why


def test_a_program_hands_nothing_on(graph: Graph) -> None:
    # web reaches orders, and orders the database: that does not let web reach the database.
    assert graph.path("web", "orders")
    assert graph.path("web", "database-proxy") is None


def test_the_test_listener_is_not_reached_from_the_edge(graph: Graph) -> None:
    rules = {
        permit.said.split(" ")[1]
        for path in graph.paths_from("internet")
        for hop in path.hops
        for permit in hop.by
        if permit.said.startswith("lb.ListenerRule")
    }
    assert rules
    assert not [rule for rule in rules if rule.endswith(".test")]


def test_a_state_reads_like_the_plan_that_made_it(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps(exported(Plan())))
    standing = Graph(from_file(file))
    assert set(standing.pairs) == set(graph.pairs)
    assert str(standing.path("internet", "orders")) == str(graph.path("internet", "orders"))


def test_the_document_of_a_preview_reads_the_same() -> None:
    written = in_a_child(lambda: preview.document_of(SHOP, "staging"))
    assert set(Graph(Resources(written)).pairs) == set(Graph(Plan("staging").resources()).pairs)


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_only_programs_that_use_a_database_reach_it(stack: str) -> None:
    graph = Graph(Plan(stack).resources())
    data = [name for name, place in graph.places.items() if place.kind in ("database", "proxy")]
    reached = {
        graph.places[source].program
        for source, target in graph.pairs
        if target in data and graph.places[source].program
    }
    assert data
    assert reached == {"orders", "accounts", "stock", "nightly-report", "database-setup"}


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_the_internet_is_let_in_by_the_edge_alone(stack: str) -> None:
    graph = Graph(Plan(stack).resources())
    firsts = {path.hops[0].target for path in graph.paths_from("internet")}
    assert firsts == {"edge"}
    data = {name for name, each in graph.places.items() if each.kind in ("database", "cache")}
    assert not [pair for pair in graph.pairs if pair[0] in data and pair[1] == "internet"]


def closed_by_list(action: str) -> Plan:
    """web is admitted to the proxy, and the access list of the data tier says `action`."""
    plan = Plan()
    web = "${ec2.SecurityGroup web.id}"
    plan.add(
        "vpc.SecurityGroupIngressRule", "in", securityGroupId=PROXY, **TCP, cidrIpv4="10.0.0.0/8"
    )
    plan.add(
        "vpc.SecurityGroupEgressRule", "out", securityGroupId=web, **TCP, cidrIpv4="10.0.0.0/8"
    )
    row = {"ruleNo": 100, "protocol": "6", "fromPort": 5432, "toPort": 5432, "action": action}
    answers = {"ruleNo": 110, "protocol": "-1", "action": "allow", "cidrBlock": "10.0.0.0/8"}
    subnets = [f"${{ec2.Subnet network-data-{zone}.id}}" for zone in "abc"]
    rows = {"ingress": [{**row, "cidrBlock": "10.20.0.0/16"}], "egress": [answers]}
    plan.add("ec2.NetworkAcl", "data", subnetIds=subnets, **rows)
    return plan


def test_an_access_list_stops_what_groups_admit() -> None:
    graph = Graph(closed_by_list("deny").resources())
    assert graph.path("web", "database-proxy") is None
    why = "the access list data stops it on the way into a subnet (entry 100)"
    assert graph.stop("web", "database-proxy").why == why


def test_an_access_list_that_forgets_answers_stops_as_well() -> None:
    plan = closed_by_list("allow")
    plan.change("ec2.NetworkAcl", "data", egress=[])
    why = "the access list data stops it on the way out of a subnet (its last entry)"
    assert Graph(plan.resources()).stop("web", "database-proxy").why == why


def test_an_opened_access_list_is_a_way_that_a_change_opens() -> None:
    before, after = closed_by_list("deny").resources(), closed_by_list("allow").resources()
    told = [str(each) for each in opened(Graph(before), Graph(after))]
    assert "newly reachable: web -> database-proxy:5432" in told
    assert "newly reachable: web -> database-proxy:5432 -> database:5432" in told
    assert opened(Graph(after), Graph(before)) == []


def test_peering_is_a_way_in_for_what_a_rule_admits() -> None:
    plan = Plan()
    plan.add("ec2.VpcPeeringConnection", "office", vpcId="${ec2.Vpc network.id}")
    plan.add(
        "ec2.Route",
        "office",
        routeTableId="${ec2.RouteTable network-data.id}",
        destinationCidrBlock="10.99.0.0/16",
        vpcPeeringConnectionId="${ec2.VpcPeeringConnection office.id}",
    )
    assert not Graph(plan.resources()).into("network behind ec2.VpcPeeringConnection office")
    rule = {**TCP, "cidrIpv4": "10.99.0.0/24"}
    plan.add("vpc.SecurityGroupIngressRule", "office", securityGroupId=DATABASE, **rule)
    (told,) = opened(Graph(Plan().resources()), Graph(plan.resources()))
    assert str(told.path) == "network behind ec2.VpcPeeringConnection office -> database:5432"


def test_a_lost_token_check_is_another_way() -> None:
    plan = Plan()
    actions = plan.inputs("lb.ListenerRule", "gateway-orders.api-orders")["actions"]
    actions[:] = [each for each in actions if each["type"] == "forward"]
    told = [str(each) for each in opened(Graph(Plan().resources()), Graph(plan.resources()))]
    assert told[0].startswith("another way: internet -> edge:443 -> gateway:443 (/api/orders or")
    assert told[0].endswith("no token) -> orders:8080")


def test_equal_plans_open_nothing() -> None:
    assert opened(Graph(Plan().resources()), Graph(Plan().resources())) == []


def test_the_command_prints_the_path_or_what_stops_it(reach: Reach) -> None:
    assert reach("orders", "database").stdout.splitlines()[:2] == [
        "orders -> database-proxy:5432 -> database:5432",
        "  orders -> database-proxy:5432",
    ]
    lines = reach("internet", "database").stdout.splitlines()
    assert lines[0] == "internet does not reach database"
    assert lines[-1].endswith("decide what they ask for: accounts, orders")


def test_words_of_people_name_places(reach: Reach) -> None:
    assert "orders -> database-proxy:5432" in reach("orders", "proxy").stdout
    assert "orders -> database-replica-1:5432" in reach("orders", "replica").stdout
    assert "web -> cache:6379" in reach("web", "redis").stdout
    assert "internet -> edge:443" in reach("internet", "load-balancer").stdout


def test_a_wrong_name_gets_a_hint(reach: Reach) -> None:
    error = str(reach("interent", "orders").exception)
    assert error.startswith("there is no place called interent; did you mean internet?")


def test_one_name_alone_is_refused(reach: Reach) -> None:
    assert "name both" in str(reach("orders").exception)


def test_the_table_has_every_way_of_the_internet(reach: Reach) -> None:
    result = reach()
    assert result.exit_code == 0
    rows = [line.split("  ")[0] for line in result.stdout.splitlines()]
    assert rows[:2] == ["From", "internet"]
    assert any(
        "/api/login or /api/register, no token" in line for line in result.stdout.splitlines()
    )


def test_json_has_the_urns_that_permit_each_hop(reach: Reach) -> None:
    (path,) = json.loads(reach("web", "cache", "--json").stdout)["paths"]
    assert path["said"] == "web -> cache:6379"
    assert [each["urn"].rpartition("::")[2] for each in path["hops"][0]["by"]] == [
        "cache-from-clients",
        "cache-from-clients",
    ]


def test_a_stack_is_read_with_what_its_workload_means() -> None:
    arguments = ["reach", "--stack", "staging", "--folder", str(SHOP)]
    result = CliRunner().invoke(command_line.app, arguments)
    assert result.exit_code == 0, result.output
    assert "accounts" in result.stdout


def test_an_open_way_ends_with_status_2(file: Path, reach: Reach) -> None:
    plan = Plan()
    plan.add(
        "vpc.SecurityGroupIngressRule", "hole", securityGroupId=DATABASE, **TCP, cidrIpv6="::/0"
    )
    document.write(plan.document, file)
    result = reach()
    assert result.exit_code == 2
    assert "open to the internet: database: vpc.SecurityGroupIngressRule hole" in result.stdout


def test_a_document_of_the_cli_is_refused(file: Path, reach: Reach) -> None:
    plan = Plan()
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    plan.add("vpc.SecurityGroupIngressRule", "new", securityGroupId=unknown, **TCP)
    document.write(plan.document, file)
    error = str(reach("web", "cache").exception)
    assert "does not say which resources its values refer to; write it with" in error
