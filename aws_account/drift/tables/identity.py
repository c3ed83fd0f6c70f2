"""Kinds of things that people may add to user pools, authorities, senders of mail and clusters of
databases."""

from aws_account.drift.tables.kind import Owned, one
from aws_account.mapping import call

_POOL = "aws:cognito/userPool:UserPool"

IDENTITY = (
    Owned(
        _POOL,
        "group",
        call("ListGroups", at="{items: Groups[].GroupName}", UserPoolId="{id}"),
        "{id} {item}",
        {"aws:cognito/userGroup:UserGroup": "{userPoolId} {name}"},
    ),
    Owned(
        _POOL,
        "client",
        call("ListUserPoolClients", at="{items: UserPoolClients[].ClientId}", UserPoolId="{id}"),
        "{item}",
        {"aws:cognito/userPoolClient:UserPoolClient": "{id}"},
    ),
    Owned(
        _POOL,
        "resource server",
        call("ListResourceServers", at="{items: ResourceServers[].Identifier}", UserPoolId="{id}"),
        "{id} {item}",
        {"aws:cognito/resourceServer:ResourceServer": "{userPoolId} {identifier}"},
    ),
    # Whoever it lets in is a person of the pool.
    Owned(
        _POOL,
        "identity provider",
        call("ListIdentityProviders", at="{items: Providers[].ProviderName}", UserPoolId="{id}"),
        "{id} {item}",
        {"aws:cognito/identityProvider:IdentityProvider": "{userPoolId} {providerName}"},
    ),
    # AWS lets nobody take one away again, and the provider refuses to try.
    Owned(
        _POOL,
        "custom attribute",
        call(
            "DescribeUserPool",
            at="{items: UserPool.SchemaAttributes[?contains(Name, 'custom:')].Name}",
            UserPoolId="{id}",
        ),
        "{id} {item}",
        {},
    ),
    # Whoever it names lets the authority sign certificates.
    one(
        "aws:acmpca/certificateAuthority:CertificateAuthority",
        "resource policy",
        call("GetPolicy", ResourceArn="{id}"),
        "Policy",
    ),
    # Whoever it names sends mail in the domain's name.
    Owned(
        "aws:sesv2/emailIdentity:EmailIdentity",
        "policy",
        call("GetEmailIdentityPolicies", at="{items: keys(Policies)}", EmailIdentity="{id}"),
        "{id} {item}",
        {},
    ),
    Owned(
        "aws:rds/cluster:Cluster",
        "instance",
        call(
            "DescribeDBClusters",
            at="{items: DBClusters[0].DBClusterMembers[].DBInstanceIdentifier}",
            DBClusterIdentifier="{id}",
        ),
        "{item}",
        {"aws:rds/clusterInstance:ClusterInstance": "{identifier}"},
    ),
)
