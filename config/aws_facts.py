"""What AWS allows, as data: the arithmetic that is checked before anything runs.

Every table names its source. A value missing here because AWS is newer than the table is added in
one line; nothing else depends on the lists being complete.
"""

import difflib
from collections.abc import Iterable

# docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
FARGATE_MEMORY_MIB: dict[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4096 + 1, 1024)),
    1024: tuple(range(2048, 8192 + 1, 1024)),
    2048: tuple(range(4096, 16384 + 1, 1024)),
    4096: tuple(range(8192, 30720 + 1, 1024)),
    8192: tuple(range(16384, 61440 + 1, 4096)),
    16384: tuple(range(32768, 122880 + 1, 8192)),
}
"""CPU units of a Fargate task (1024 = 1 vCPU) and the memory each may have, in MiB."""

# docs.aws.amazon.com/general/latest/gr/rande.html, the commercial partition
REGIONS: frozenset[str] = frozenset(
    """af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1
    ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
    ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1
    eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1
    mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2""".split()
)

_SIZES = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge".split()
_BURSTABLE = "micro small medium large xlarge 2xlarge".split()

# docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html, 16
RDS_CLASSES: dict[str, tuple[str, ...]] = {
    **{family: tuple(_BURSTABLE) for family in ("t3", "t4g")},
    **{family: tuple(_SIZES) for family in ("m5", "m6i", "m7i", "r5", "r6i", "r7i", "m5d", "r5d")},
    **{family: (*_SIZES, "32xlarge") for family in ("m6id", "r6id")},
    **{family: tuple(_SIZES[:7]) for family in ("m6g", "m7g", "r6g", "r7g", "m6gd", "r6gd")},
    **{family: (*_SIZES, "48xlarge") for family in ("m8g", "r8g")},
    "r5b": tuple(_SIZES),
    "x2g": tuple(_SIZES[:7]),
    "x2iedn": ("xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "24xlarge", "32xlarge"),
}

# docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
CACHE_TYPES: dict[str, tuple[str, ...]] = {
    **{family: ("micro", "small", "medium") for family in ("t3", "t4g")},
    **{
        family: ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge")
        for family in ("m5", "r5")
    },
    **{family: tuple(_SIZES[:7]) for family in ("m6g", "m7g", "r6g", "r7g")},
    "r6gd": ("xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"),
}

# docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-extensions.html, 16
POSTGRES_EXTENSIONS: frozenset[str] = frozenset(
    """address_standardizer amcheck autoinc bloom bool_plperl btree_gin btree_gist citext cube
    dblink dict_int dict_xsyn earthdistance fuzzystrmatch hll hstore hypopg insert_username intagg
    intarray ip4r isn lo ltree moddatetime pageinspect pg_bigm pg_buffercache pg_cron
    pg_freespacemap pg_hint_plan pg_partman pg_prewarm pg_proctab pg_repack pg_similarity
    pg_stat_statements pg_tle pg_trgm pg_visibility pg_walinspect pgaudit pgcrypto pglogical
    pgrouting pgrowlocks pgstattuple pgtap plperl plpgsql plprofiler pltcl plv8 postgis
    postgis_raster postgis_tiger_geocoder postgis_topology postgres_fdw prefix rdkit refint seg
    sslinfo tablefunc tcn tds_fdw test_parser tsm_system_rows tsm_system_time unaccent uuid-ossp
    vector""".split()
)

# docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html, those a
# container platform meets
INTERFACE_ENDPOINTS: frozenset[str] = frozenset(
    """autoscaling backup bedrock-runtime cloudformation codebuild ec2 ec2messages ecr.api ecr.dkr
    ecs ecs-agent ecs-telemetry elasticache elasticfilesystem elasticloadbalancing email-smtp
    events execute-api firehose kinesis-streams kms lambda logs monitoring rds rds-data s3tables
    scheduler secretsmanager servicediscovery sns sqs ssm ssmmessages states sts synthetics
    xray""".split()
)

ENDPOINTS_WITHOUT_INTERNET: tuple[str, ...] = (
    "ecr.api",
    "ecr.dkr",
    "kms",
    "logs",
    "secretsmanager",
    "sns",
    "sqs",
    "ssmmessages",
    "sts",
)
"""What a Fargate task needs to start, log and work where no NAT gateway leads out. S3 and DynamoDB
have gateway endpoints in every environment.
Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html"""

# docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html,
# those that refuse TLS 1.0 and 1.1
TLS_POLICIES: tuple[str, ...] = (
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
)

# docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LOG_RETENTION_DAYS: tuple[int, ...] = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
)  # fmt: skip

# docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html, name -> capacity
WAF_MANAGED_GROUPS: dict[str, int] = {
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesAdminProtectionRuleSet": 100,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
    "AWSManagedRulesPHPRuleSet": 100,
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesBotControlRuleSet": 50,
}

WAF_CAPACITY_LIMIT = 5000
"""Capacity units of one web ACL, docs.aws.amazon.com/waf/latest/developerguide/limits.html"""
WAF_RATE_LIMITS = 10
"""Rate-based statements of one web ACL; the same page lists both as fixed."""

LOGINS_PER_PROXY = 200
"""Secrets of one RDS Proxy; not adjustable.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations"""
LOGINS = 350
"""Verifiers, of 180 characters with a long name, in the 65,536 bytes of one secret.
Source: docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html"""

CONDITION_VALUES_PER_RULE = 5
TARGET_GROUPS_PER_SERVICE = 5
"""docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html"""


def closest(value: str, allowed: Iterable[str]) -> str:
    """`; did you mean X?` for a likely typing error, otherwise nothing."""
    matches = difflib.get_close_matches(value, sorted(allowed), n=1, cutoff=0.6)
    return f"; did you mean {matches[0]}?" if matches else ""


def class_problem(value: str, prefix: str, table: dict[str, tuple[str, ...]]) -> str | None:
    """Why an instance class such as `db.r5.large` does not exist, or None when it does."""
    known = [f"{prefix}.{family}.{size}" for family, sizes in table.items() for size in sizes]
    if value in known:
        return None
    family = value.split(".")[1] if value.count(".") == 2 else ""
    sizes = table.get(family)
    if value.startswith(f"{prefix}.") and sizes:
        return f"{prefix}.{family} comes in the sizes {', '.join(sizes)}"
    families = ", ".join(sorted(table))
    return f"must be {prefix}.<family>.<size> with a family of {families}{closest(value, known)}"
