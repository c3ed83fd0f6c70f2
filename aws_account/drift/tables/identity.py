"""Kinds of things that people may add to user pools and to clusters of databases."""

from aws_account.drift.tables.kind import Owned
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
