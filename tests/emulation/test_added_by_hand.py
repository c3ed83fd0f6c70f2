"""What somebody adds to user pools, listeners, authorities and clusters is reported, each thing by
its own name, and a change of a part is one of that part."""

import json
from collections.abc import Callable
from typing import Any

import pulumi_aws as aws

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation, emulate_function
from tests.emulation.environments import appeared, changed, client, one

REGION = "us-east-1"
Change = Callable[[Emulation], Difference]
LISTENER, POOL, CLUSTER = (
    "aws:lb/listener:Listener",
    "aws:cognito/userPool:UserPool",
    "aws:rds/cluster:Cluster",
)
AUTHORITY, SENDER = (
    "aws:acmpca/certificateAuthority:CertificateAuthority",
    "aws:sesv2/emailIdentity:EmailIdentity",
)
SEARCH, CACHE = (
    "aws:opensearch/domain:Domain",
    "aws:elasticache/replicationGroup:ReplicationGroup",
)


def _policy(action: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": "999999999999"}, "Action": action}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Resource": "*"}]})


def _stores(subnet: Any) -> None:
    aws.opensearch.Domain(
        "search",
        domain_name="search",
        engine_version="OpenSearch_2.19",
        cluster_config={"instance_type": "m7g.large.search", "instance_count": 3},
        vpc_options={"subnet_ids": [subnet]},
    )
    user = aws.elasticache.User(
        "default",
        user_id="nobody",
        user_name="default",
        engine="valkey",
        access_string="off -@all",
        authentication_mode={"type": "no-password-required"},
    )
    users = aws.elasticache.UserGroup(
        "users", user_group_id="users", engine="valkey", user_ids=[user.id]
    )
    aws.elasticache.ReplicationGroup(
        "cache",
        replication_group_id="cache",
        description="cache",
        engine="valkey",
        engine_version="8.0",
        node_type="cache.r6g.large",
        num_cache_clusters=1,
        transit_encryption_enabled=True,
        transit_encryption_mode="required",
        user_group_ids=[users.id],
    )


def _authority() -> None:
    authority = aws.acmpca.CertificateAuthority(
        "calls",
        type="ROOT",
        certificate_authority_configuration={
            "key_algorithm": "EC_prime256v1",
            "signing_algorithm": "SHA256WITHECDSA",
            "subject": {"common_name": "calls"},
        },
    )
    certificate = aws.acmpca.Certificate(
        "calls",
        certificate_authority_arn=authority.arn,
        certificate_signing_request=authority.certificate_signing_request,
        signing_algorithm="SHA256WITHECDSA",
        template_arn="arn:aws:acm-pca:::template/RootCACertificate/V1",
        validity={"type": "YEARS", "value": "10"},
    )
    aws.acmpca.CertificateAuthorityCertificate(
        "calls", certificate_authority_arn=authority.arn, certificate=certificate.certificate
    )


def _program() -> None:
    _authority()
    aws.sesv2.EmailIdentity("mail", email_identity="mail.example.com", tags={"team": "a"})
    pool = aws.cognito.UserPool(
        "people",
        name="people",
        deletion_protection="INACTIVE",
        username_attributes=["email"],
        username_configuration={"case_sensitive": False},
    )
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
    _stores(subnets[0].id)
    balancer = aws.lb.LoadBalancer(
        "gateway", name="gateway", internal=True, subnets=[each.id for each in subnets]
    )
    shop, toys = (
        aws.acm.Certificate(name, domain_name=f"{name}.example.com", validation_method="DNS")
        for name in ("shop", "toys")
    )
    trust = aws.lb.TrustStore(
        "banks",
        name="banks",
        ca_certificates_bundle_s3_bucket="banks",
        ca_certificates_bundle_s3_key="authorities.pem",
    )
    listener = aws.lb.Listener(
        "https",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        certificate_arn=shop.arn,
        mutual_authentication={"mode": "verify", "trust_store_arn": trust.arn},
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


def a_custom_attribute(emulation: Emulation) -> Difference:
    pool = one(emulation, POOL, "people")
    client(emulation, "cognito-idp", REGION).add_custom_attributes(
        UserPoolId=pool.id, CustomAttributes=[{"Name": "rank", "AttributeDataType": "String"}]
    )
    return appeared(pool, "custom attribute", f"{pool.id} custom:rank")


def a_protected_pool(emulation: Emulation) -> Difference:
    pool = one(emulation, POOL, "people")
    client(emulation, "cognito-idp", REGION).update_user_pool(
        UserPoolId=pool.id, DeletionProtection="ACTIVE"
    )
    return changed(pool, "deletionProtection", "INACTIVE", "ACTIVE")


def a_policy_of_the_authority(emulation: Emulation) -> Difference:
    authority = one(emulation, AUTHORITY, "calls")
    client(emulation, "acm-pca", REGION).put_policy(
        ResourceArn=authority.id, Policy=_policy("acm-pca:IssueCertificate")
    )
    return appeared(authority, "resource policy", authority.id)


def a_policy_of_the_sender(emulation: Emulation) -> Difference:
    sender = one(emulation, SENDER, "mail")
    client(emulation, "sesv2", REGION).create_email_identity_policy(
        EmailIdentity=sender.id, PolicyName="mine", Policy=_policy("ses:SendEmail")
    )
    return appeared(sender, "policy", f"{sender.id} mine")


def a_tag_of_the_sender(emulation: Emulation) -> Difference:
    sender = one(emulation, SENDER, "mail")
    client(emulation, "sesv2", REGION).tag_resource(
        ResourceArn=sender.outputs["arn"], Tags=[{"Key": "mine", "Value": "1"}]
    )
    return changed(sender, "tags.mine", "(nothing)", "1")


def more_search_engines(emulation: Emulation) -> Difference:
    search = one(emulation, SEARCH, "search")
    client(emulation, "opensearch", REGION).update_domain_config(
        DomainName="search", ClusterConfig={"InstanceCount": 6}
    )
    return changed(search, "clusterConfig.instanceCount", 3, 6)


def everybody_in_the_cache(emulation: Emulation) -> Difference:
    cache = one(emulation, CACHE, "cache")
    client(emulation, "elasticache", REGION).modify_replication_group(
        ReplicationGroupId=cache.id, UserGroupIdsToRemove=["users"], ApplyImmediately=True
    )
    return changed(cache, "userGroupIds", "users", "(nothing)")


def any_client_at_the_listener(emulation: Emulation) -> Difference:
    listener = one(emulation, LISTENER, "https")
    given = listener.inputs["mutualAuthentication"]
    client(emulation, "elbv2", REGION).modify_listener(
        ListenerArn=listener.id,
        MutualAuthentication={"Mode": "passthrough", "TrustStoreArn": given["trustStoreArn"]},
    )
    return changed(listener, "mutualAuthentication.mode", "verify", "passthrough")


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
    a_custom_attribute,
    a_protected_pool,
    a_policy_of_the_authority,
    a_policy_of_the_sender,
    a_tag_of_the_sender,
    more_search_engines,
    everybody_in_the_cache,
    any_client_at_the_listener,
    an_instance,
)


def test_what_is_added_or_changed_is_reported_and_nothing_else() -> None:
    with emulate_function(_program) as emulation:
        assert [each.problem for each in emulation.attempts if each.problem] == []
        assert emulation.differences() == []
        expected = [change(emulation) for change in CHANGES]
        found = emulation.differences()
    assert sorted(map(str, found)) == sorted(map(str, expected))
