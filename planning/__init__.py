"""Plans that are decided once from both files, then rendered on AWS and on Docker; pure
functions."""

from config.values import full_name
from planning import (
    database_sql,
    facts,
    local_networks,
    object_rights,
    ports,
    public_hosts,
    refused_paths,
    selection,
)
from planning.database_sql import ACT_AS_OWNER, MASTER, sql_name
from planning.edge import function_code
from planning.edge_behaviors import ERROR_PATH, SITE, Behavior, Kind, plan_behaviors
from planning.environment import Environment
from planning.naming import (
    account_bucket_name,
    fifo_name,
    load_balancing_name,
    physical_name,
    scope,
    scoped_name,
    words,
)
from planning.network import all_zones, interface_endpoints, only_zone, plan
from planning.object_rights import bucket_name, user_name
from planning.parts import found
from planning.routing import (
    PREFLIGHT_PRIORITY,
    REFUSAL_PRIORITY,
    RedirectPlan,
    RoutePlan,
    plan_redirects,
    plan_routes,
    route_key,
)
from planning.selection import narrowed
from planning.token_checks import ClaimCheck, Form, claim_checks

__all__ = [
    "ACT_AS_OWNER",
    "ERROR_PATH",
    "MASTER",
    "PREFLIGHT_PRIORITY",
    "REFUSAL_PRIORITY",
    "SITE",
    "Behavior",
    "ClaimCheck",
    "Environment",
    "Form",
    "Kind",
    "RedirectPlan",
    "RoutePlan",
    "account_bucket_name",
    "all_zones",
    "bucket_name",
    "claim_checks",
    "database_sql",
    "facts",
    "fifo_name",
    "found",
    "full_name",
    "function_code",
    "interface_endpoints",
    "load_balancing_name",
    "local_networks",
    "narrowed",
    "object_rights",
    "only_zone",
    "physical_name",
    "plan",
    "plan_behaviors",
    "plan_redirects",
    "plan_routes",
    "ports",
    "public_hosts",
    "refused_paths",
    "route_key",
    "scope",
    "scoped_name",
    "selection",
    "sql_name",
    "user_name",
    "words",
]
