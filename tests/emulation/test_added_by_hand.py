"""Things that somebody adds to user pools, listeners and clusters are reported, each by its own
name, and those of the program are not."""

from collections.abc import Callable

import pulumi_aws as aws

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation, emulate_function
from tests.emulation.environments import appeared, client, one

REGION = "us-east-1"
Change = Callable[[Emulation], Difference]
LISTENER, POOL, CLUSTER = (
    "aws:lb/listener:Listener",
    "aws:cognito/userPool:UserPool",
    "aws:rds/cluster:Cluster",
)


def _program() -> None:
    pool = aws.cognito.UserPool("people", name="people")
    aws.cognito.UserGroup("admins", name="admins", user_pool_id=pool.id)
    aws.cognito.UserPoolClient("web", name="web", user_pool_id=pool.id)
    aws.cognito.ResourceServer("api", identifier="api", name="api", user_pool_id=pool.id)
    cluster = aws.rds.Cluster(
        "books",
        cluster_identifier="books",
        engine="aurora-postgresql",
        engine_version="16.8",
        master_username="plinth",
        manage_master_user_password=True,
        skip_final_snapshot=True,
    )
    aws.rds.ClusterInstance(
        "books",
        identifier="books-1",
        cluster_identifier=cluster.id,
        engine=aws.rds.EngineType.AURORA_POSTGRESQL,
        instance_class="db.r8g.large",
    )
    network = aws.ec2.Vpc("network", cidr_block="10.0.0.0/16")
    subnets = [
        aws.ec2.Subnet(
            zone,
            vpc_id=network.id,
            cidr_block=f"10.0.{number}.0/24",
            availability_zone=f"{REGION}{zone}",
        )
        for number, zone in enumerate("ab")
    ]
    balancer = aws.lb.LoadBalancer(
        "gateway", name="gateway", internal=True, subnets=[each.id for each in subnets]
    )
    shop, toys = (
        aws.acm.Certificate(name, domain_name=f"{name}.example.com", validation_method="DNS")
        for name in ("shop", "toys")
    )
    listener = aws.lb.Listener(
        "https",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        certificate_arn=shop.arn,
        default_actions=[
            {
                "type": "fixed-response",
                "fixed_response": {"content_type": "text/plain", "status_code": "404"},
            }
        ],
    )
    aws.lb.ListenerCertificate("toys", listener_arn=listener.arn, certificate_arn=toys.arn)


def a_certificate(emulation: Emulation) -> Difference:
    listener = one(emulation, LISTENER, "https")
    made = client(emulation, "acm", REGION).request_certificate(DomainName="mine.example.com")
    arn = made["CertificateArn"]
    client(emulation, "elbv2", REGION).add_listener_certificates(
        ListenerArn=listener.id, Certificates=[{"CertificateArn": arn}]
    )
    return appeared(listener, "certificate", f"{listener.id} {arn}")


def a_group(emulation: Emulation) -> Difference:
    pool = one(emulation, POOL, "people")
    client(emulation, "cognito-idp", REGION).create_group(UserPoolId=pool.id, GroupName="owners")
    return appeared(pool, "group", f"{pool.id} owners")


def a_client(emulation: Emulation) -> Difference:
    pool = one(emulation, POOL, "people")
    made = client(emulation, "cognito-idp", REGION).create_user_pool_client(
        UserPoolId=pool.id, ClientName="mine"
    )
    return appeared(pool, "client", made["UserPoolClient"]["ClientId"])


def a_resource_server(emulation: Emulation) -> Difference:
    pool = one(emulation, POOL, "people")
    client(emulation, "cognito-idp", REGION).create_resource_server(
        UserPoolId=pool.id, Identifier="other", Name="other"
    )
    return appeared(pool, "resource server", f"{pool.id} other")


def an_identity_provider(emulation: Emulation) -> Difference:
    pool = one(emulation, POOL, "people")
    client(emulation, "cognito-idp", REGION).create_identity_provider(
        UserPoolId=pool.id,
        ProviderName="mine",
        ProviderType="OIDC",
        ProviderDetails={"client_id": "x", "oidc_issuer": "https://example.com"},
    )
    return appeared(pool, "identity provider", f"{pool.id} mine")


def an_instance(emulation: Emulation) -> Difference:
    cluster = one(emulation, CLUSTER, "books")
    client(emulation, "rds", REGION).create_db_instance(
        DBInstanceIdentifier="mine",
        DBClusterIdentifier="books",
        DBInstanceClass="db.r8g.large",
        Engine="aurora-postgresql",
    )
    return appeared(cluster, "instance", "mine")


CHANGES: tuple[Change, ...] = (
    a_certificate,
    a_group,
    a_client,
    a_resource_server,
    an_identity_provider,
    an_instance,
)


def test_what_is_added_appears_and_nothing_else() -> None:
    with emulate_function(_program) as emulation:
        assert [each.problem for each in emulation.attempts if each.problem] == []
        assert emulation.differences() == []
        expected = [change(emulation) for change in CHANGES]
        found = emulation.differences()
    assert sorted(map(str, found)) == sorted(map(str, expected))
