"""Which inputs replace a resource whenever they change, by type, as the provider's source has it.

What replaces for some values only, such as a cache's lower engine version, is not here: it takes
both values to say (`provider_facts.replacing`).
"""

import provider_facts

REPLACING_INPUTS: dict[str, frozenset[str]] = {
    type_: frozenset(row.replaces)
    for type_ in provider_facts.types()
    if (row := provider_facts.find(type_))
}
"""Type -> names of inputs, in the engine's spelling; nested ones are paths."""

KEPT = frozenset(
    {
        "aws:backup/vault:Vault",
        "aws:cognito/userPool:UserPool",
        "aws:ec2/eip:Eip",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ecr/repository:Repository",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:kms/key:Key",
        "aws:opensearch/domain:Domain",
        "aws:rds/cluster:Cluster",
        "aws:rds/instance:Instance",
        "aws:route53/zone:Zone",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
        "aws:sns/topic:Topic",
        "aws:sqs/queue:Queue",
    }
)
"""What holds data, or an address that others have written down."""
