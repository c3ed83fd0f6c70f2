"""Holes opened on purpose in the plan of production: each is found and named, and no environment
has one as it is shipped."""

import json
from collections.abc import Callable

import pytest

from operations.reach import Finding, Graph, findings, meant
from operations.workload import read
from tests.factories import SHOP
from tests.operations.plans import Plan

EVERYWHERE = "0.0.0.0/0"
DATABASE = "${ec2.SecurityGroup database.id}"
WEB = "${ec2.SecurityGroup web.id}"
DATA_TABLE = "${ec2.RouteTable network-data.id}"
GATEWAY = "${ec2.InternetGateway network.id}"
EVERYBODY = {"Effect": "Allow", "Principal": "*"}


def found(plan: Plan) -> list[Finding]:
    return findings(Graph(plan.resources()), meant(read(SHOP)))


def ingress(plan: Plan, group: str, **inputs: object) -> None:
    rule = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, **inputs}
    plan.add("vpc.SecurityGroupIngressRule", "hole", securityGroupId=group, **rule)


def egress(plan: Plan, group: str, **inputs: object) -> None:
    rule = {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, **inputs}
    plan.add("vpc.SecurityGroupEgressRule", "hole-out", securityGroupId=group, **rule)


def open_database(plan: Plan) -> None:
    ingress(plan, DATABASE, cidrIpv4=EVERYWHERE)


def open_database_to_ipv6(plan: Plan) -> None:
    ingress(plan, DATABASE, cidrIpv6="::/0")


def open_in_two_halves(plan: Plan) -> None:
    ingress(plan, DATABASE, cidrIpv4="128.0.0.0/1")


def open_inline(plan: Plan) -> None:
    rule = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": [EVERYWHERE]}
    plan.change("ec2.SecurityGroup", "database", ingress=[rule])


def open_by_older_rule(plan: Plan) -> None:
    rule = {"type": "ingress", "protocol": "-1", "fromPort": 0, "toPort": 0}
    plan.add(
        "ec2.SecurityGroupRule", "hole", **rule, securityGroupId=DATABASE, cidrBlocks=[EVERYWHERE]
    )


def public_database(plan: Plan) -> None:
    plan.change("rds.Instance", "database", publiclyAccessible=True)
    route_of_data(plan)
    ingress(plan, DATABASE, cidrIpv4=EVERYWHERE)


def route_of_data(plan: Plan) -> None:
    plan.add(
        "ec2.Route",
        "hole-route",
        routeTableId=DATA_TABLE,
        destinationCidrBlock=EVERYWHERE,
        gatewayId=GATEWAY,
    )


def group_admitted(plan: Plan) -> None:
    ingress(plan, "${ec2.SecurityGroup database-proxy.id}", referencedSecurityGroupId=WEB)
    egress(plan, WEB, referencedSecurityGroupId="${ec2.SecurityGroup database-proxy.id}")


def client_group_given(plan: Plan) -> None:
    network = plan.inputs("ecs.Service", "web")["networkConfiguration"]
    network["securityGroups"].append("${ec2.SecurityGroup database-clients.id}")


def called_without_use(plan: Plan) -> None:
    orders = "${ec2.SecurityGroup orders.id}"
    docs = "${ec2.SecurityGroup docs.id}"
    ingress(plan, orders, referencedSecurityGroupId=docs, fromPort=8080, toPort=8080)
    egress(plan, docs, referencedSecurityGroupId=orders, fromPort=8080, toPort=8080)


def wide_range(plan: Plan) -> None:
    ingress(plan, DATABASE, cidrIpv4="10.0.0.0/8")


def every_port(plan: Plan) -> None:
    ingress(plan, DATABASE, ipProtocol="-1", referencedSecurityGroupId=WEB)


def no_token(plan: Plan) -> None:
    actions = plan.inputs("lb.ListenerRule", "gateway-orders.api-orders")["actions"]
    actions[:] = [each for each in actions if each["type"] == "forward"]


def no_token_earlier(plan: Plan) -> None:
    """A rule that is asked before the guarded one, for a part of its paths."""
    actions = plan.inputs("lb.ListenerRule", "gateway-web.apex-root.open")["actions"]
    conditions = [{"pathPattern": {"values": ["/api/ord*"]}}]
    listener = "${lb.Listener gateway.arn}"
    plan.add(
        "lb.ListenerRule",
        "hole",
        actions=actions,
        conditions=conditions,
        listenerArn=listener,
        priority=3,
    )


def no_token_by_header(plan: Plan) -> None:
    """The same, for whoever sends a header."""
    no_token_earlier(plan)
    header = {"httpHeader": {"httpHeaderName": "x-debug", "values": ["1"]}}
    plan.change("lb.ListenerRule", "hole", conditions=[header])


def facing_balancer(plan: Plan) -> None:
    plan.change("lb.LoadBalancer", "gateway", internal=False)


def open_balancer(plan: Plan) -> None:
    subnets = [f"${{ec2.Subnet network-public-{zone}.id}}" for zone in "abc"]
    plan.change("lb.LoadBalancer", "gateway", internal=False, subnets=subnets)
    gateway = "${ec2.SecurityGroup gateway.id}"
    ingress(plan, gateway, cidrIpv4=EVERYWHERE, fromPort=443, toPort=443)


def policy(plan: Plan, kind: str, name: str, statement: object, key: str = "policy") -> None:
    content = json.loads(plan.inputs(kind, name)[key])
    content["Statement"].append(statement)
    plan.change(kind, name, **{key: json.dumps(content)})


def open_bucket(plan: Plan) -> None:
    statement = {**EVERYBODY, "Action": "s3:GetObject", "Resource": "${s3.Bucket uploads.arn}/*"}
    policy(plan, "s3.BucketPolicy", "uploads", statement)


def open_queue(plan: Plan) -> None:
    statement = {**EVERYBODY, "Action": "sqs:SendMessage", "Resource": "${sqs.Queue mails.arn}"}
    policy(plan, "sqs.QueuePolicy", "mails", {**statement, "Principal": {"AWS": ["*"]}})


def open_topic(plan: Plan) -> None:
    # That a request comes by TLS says nothing about who sends it.
    tls = {"Bool": {"aws:SecureTransport": "true"}}
    statement = {**EVERYBODY, "Action": "sns:Publish", "Resource": "*", "Condition": tls}
    policy(plan, "sns.TopicPolicy", "order-events", statement)


def open_key(plan: Plan) -> None:
    policy(plan, "kms.Key", "key", {**EVERYBODY, "Action": "kms:Decrypt", "Resource": "*"})


def open_trust(plan: Plan) -> None:
    statement = {**EVERYBODY, "Action": "sts:AssumeRole"}
    policy(plan, "iam.Role", "orders-task", statement, "assumeRolePolicy")


def public_task(plan: Plan) -> None:
    network = plan.inputs("ecs.Service", "orders")["networkConfiguration"]
    subnets = ["${ec2.Subnet network-public-a.id}"]
    network.update(assignPublicIp=True, subnets=subnets)
    orders = "${ec2.SecurityGroup orders.id}"
    ingress(plan, orders, cidrIpv4=EVERYWHERE, fromPort=8080, toPort=8080)


def open_access_list(plan: Plan) -> None:
    row = {"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": EVERYWHERE}
    subnets = ["${ec2.Subnet network-data-a.id}"]
    plan.add("ec2.NetworkAcl", "hole", subnetIds=subnets, ingress=[row], egress=[row])


def peering(plan: Plan) -> None:
    plan.add("ec2.VpcPeeringConnection", "hole", vpcId="${ec2.Vpc network.id}")
    plan.add(
        "ec2.Route",
        "hole-route",
        routeTableId="${ec2.RouteTable network-private-a.id}",
        destinationCidrBlock="10.99.0.0/16",
        vpcPeeringConnectionId="${ec2.VpcPeeringConnection hole.id}",
    )


def open_endpoint(plan: Plan) -> None:
    statement = {**EVERYBODY, "Action": "*", "Resource": "*"}
    content = json.dumps({"Statement": [statement]})
    plan.change("ec2.VpcEndpoint", "network-endpoint-s3", policy=content)


def endpoint_without_policy(plan: Plan) -> None:
    plan.change("ec2.VpcEndpoint", "network-endpoint-logs", policy=None)


def prefix_list(plan: Plan) -> None:
    entries = [{"cidr": "10.0.0.0/8"}, {"cidr": EVERYWHERE}]
    plan.add("ec2.ManagedPrefixList", "hole", entries=entries)
    ingress(plan, DATABASE, prefixListId="${ec2.ManagedPrefixList hole.id}")


def open_function(plan: Plan) -> None:
    name = "${lambda.Function credentials.name}"
    plan.add("lambda.FunctionUrl", "hole", functionName=name, authorizationType="NONE")


def callable_function(plan: Plan) -> None:
    name = "${lambda.Function credentials.name}"
    action = "lambda:InvokeFunction"
    plan.add("lambda.Permission", "hole", function=name, action=action, principal="*")


def admitted_only(plan: Plan) -> None:
    """The rule of one side: nobody gets through yet."""
    ingress(plan, "${ec2.SecurityGroup cache.id}", referencedSecurityGroupId=WEB_OF_ADMIN)


WEB_OF_ADMIN = "${ec2.SecurityGroup admin.id}"


def balancer_admitted(plan: Plan) -> None:
    ingress(plan, DATABASE, referencedSecurityGroupId="${ec2.SecurityGroup gateway.id}")


def stranger(plan: Plan) -> None:
    ingress(plan, DATABASE, referencedSecurityGroupId="sg-0123456789abcdef0")


def default_forward(plan: Plan) -> None:
    arn = "${lb.TargetGroup gateway-orders.api-orders.arn}"
    plan.change(
        "lb.Listener", "gateway", defaultActions=[{"type": "forward", "targetGroupArn": arn}]
    )


def undeclared_path(plan: Plan) -> None:
    no_token_earlier(plan)
    plan.change(
        "lb.ListenerRule", "hole", conditions=[{"pathPattern": {"values": ["/internal/*"]}}]
    )


def data_by_public_table(plan: Plan) -> None:
    public = "${ec2.RouteTable network-public.id}"
    plan.change("ec2.RouteTableAssociation", "network-data-b", routeTableId=public)


def database_in_public_subnet(plan: Plan) -> None:
    plan.change("rds.SubnetGroup", "database", subnetIds=["${ec2.Subnet network-public-a.id}"])


def public_acl(plan: Plan) -> None:
    plan.add("s3.BucketAcl", "hole", bucket="${s3.Bucket uploads.bucket}", acl="public-read")


def machine(plan: Plan) -> None:
    """A virtual machine of the team's own, with a public address and an open group."""
    group = "${ec2.SecurityGroup bastion.id}"
    plan.add("ec2.SecurityGroup", "bastion", vpcId="${ec2.Vpc network.id}")
    plan.add(
        "ec2.Instance",
        "bastion",
        subnetId="${ec2.Subnet network-public-a.id}",
        vpcSecurityGroupIds=[group],
        associatePublicIpAddress=True,
    )
    ingress(plan, group, cidrIpv4=EVERYWHERE, fromPort=22, toPort=22)


def balancer_without_group(plan: Plan) -> None:
    """A network load balancer, which takes all that has a route."""
    subnets = ["${ec2.Subnet network-public-a.id}"]
    plan.add("lb.LoadBalancer", "wide", loadBalancerType="network", subnets=subnets)


def wide_condition(plan: Plan) -> None:
    anybody = {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}
    queue = "${sqs.Queue mails.arn}"
    statement = {**EVERYBODY, "Action": "sqs:SendMessage", "Resource": queue, "Condition": anybody}
    policy(plan, "sqs.QueuePolicy", "mails", statement)


HOLES: list[tuple[Callable[[Plan], None], str, str, str]] = [
    (open_database, "open to the internet", "database", "hole admits 0.0.0.0/0 at tcp 5432"),
    (open_database_to_ipv6, "open to the internet", "database", "hole admits ::/0"),
    (open_in_two_halves, "open to the internet", "database", "hole admits 128.0.0.0/1"),
    (open_inline, "open to the internet", "database", "ec2.SecurityGroup database admits"),
    (open_by_older_rule, "open to the internet", "database", "hole admits 0.0.0.0/0 at every port"),
    (public_database, "past the edge", "database", "internet reaches it at 5432"),
    (public_database, "public address", "database", "public address"),
    (route_of_data, "data has a way out", "database", "hole-route leads 0.0.0.0/0"),
    (route_of_data, "data has a way out", "cache", "internet gateway"),
    (group_admitted, "not used", "database-proxy", "web reaches it"),
    (client_group_given, "not used", "database-proxy", "web reaches it"),
    (client_group_given, "not used", "database-replica-1", "web reaches it"),
    (called_without_use, "not used", "orders", "docs reaches it"),
    (wide_range, "admits addresses", "database", "10.0.0.0/8"),
    (every_port, "every port", "database", "hole admits web at every port"),
    (no_token, "no token", "orders", "gateway-orders.api-orders answers /api/orders"),
    (no_token_earlier, "no token", "orders", "lb.ListenerRule hole answers /api/orders"),
    (no_token_by_header, "no token", "orders", "lb.ListenerRule hole answers /api/orders"),
    (facing_balancer, "public address", "gateway", "faces the internet itself"),
    (open_balancer, "past the edge", "gateway", "internet reaches it at 443"),
    (open_bucket, "open policy", "s3.Bucket uploads", "lets everybody s3:GetObject"),
    (open_queue, "open policy", "sqs.Queue mails", "lets everybody sqs:SendMessage"),
    (open_topic, "open policy", "sns.Topic order-events", "lets everybody sns:Publish"),
    (open_key, "open policy", "kms.Key key", "lets everybody kms:Decrypt"),
    (open_trust, "open policy", "iam.Role orders-task", "lets everybody sts:AssumeRole"),
    (public_task, "past the edge", "orders", "internet reaches it at 8080"),
    (public_task, "public address", "orders", "public address"),
    (open_access_list, "open access list", "database", "lets 0.0.0.0/0 in (entry 100)"),
    (peering, "another network", "network-private-a", "10.99.0.0/16"),
    (open_endpoint, "open endpoint", "network-endpoint-s3", "every account"),
    (endpoint_without_policy, "open endpoint", "network-endpoint-logs", "every account"),
    (prefix_list, "open to the internet", "database", "hole admits 0.0.0.0/0"),
    (open_function, "open function", "lambda.Function credentials", "NONE"),
    (open_function, "past the edge", "credentials", "internet reaches it"),
    (admitted_only, "not used", "cache", "hole admits admin"),
    (balancer_admitted, "not used", "database", "hole admits gateway"),
    (stranger, "admits a stranger", "database", "sg-0123456789abcdef0"),
    (default_forward, "no token", "orders", "lb.Listener gateway answers /"),
    (undeclared_path, "no token", "web", "hole answers /internal without a token, and no route"),
    (data_by_public_table, "data has a way out", "database", "network-public leads 0.0.0.0/0"),
    (database_in_public_subnet, "data has a way out", "database", "internet gateway"),
    (public_acl, "open policy", "s3.BucketAcl hole", "public-read"),
    (machine, "past the edge", "bastion", "internet reaches it at 22"),
    (balancer_without_group, "past the edge", "wide", "has no security group"),
    (wide_condition, "open policy", "sqs.Queue mails", "lets everybody sqs:SendMessage"),
    (callable_function, "open policy", "lambda.Function credentials", "lambda:InvokeFunction"),
]


@pytest.mark.parametrize(
    ("open_", "rule", "place", "said"),
    HOLES,
    ids=[f"{hole.__name__} {rule} {place}" for hole, rule, place, _ in HOLES],
)
def test_a_hole_is_found_and_named(
    open_: Callable[[Plan], None], rule: str, place: str, said: str
) -> None:
    plan = Plan()
    open_(plan)
    told = [each for each in found(plan) if each.rule == rule and place in each.place]
    assert any(said in each.said for each in told), list(map(str, found(plan)))
    urns = {step["urn"] for step in plan.document["steps"]}
    assert all(each.urn in urns for each in told)


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_nothing_is_open_in_the_shipped_environments(stack: str) -> None:
    assert list(map(str, found(Plan(stack)))) == []


def test_a_public_policy_of_a_bucket_is_reached_once_its_block_is_gone() -> None:
    plan = Plan()
    open_bucket(plan)
    assert ("internet", "bucket uploads") not in Graph(plan.resources()).pairs
    plan.remove("s3.BucketPublicAccessBlock", "uploads")
    assert ("internet", "bucket uploads") in Graph(plan.resources()).pairs
