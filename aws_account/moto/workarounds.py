"""Corrections of moto's faults that would make the emulated account differ from AWS's, each with
its reason.

All are in this file and nowhere else. When a release of moto corrects one, delete its line.
"""

import contextlib
import functools
import inspect
import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any
from unittest import mock

import moto.core.responses
import moto.elasticache.models
import moto.rds.models
import moto.route53.models
import moto.ssm.models
import moto.synthetics.models
from moto.awslambda.utils import get_backend
from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import camelcase_to_underscores, method_names_from_class
from moto.ec2.models.security_groups import SecurityGroupBackend
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elasticache.models import ReplicationGroup
from moto.elbv2.exceptions import ELBClientError, InvalidConditionValueError
from moto.elbv2.models import ELBv2Backend, FakeAction
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.moto_api._internal import mock_random
from moto.rds.models import DBSubnetGroup, RDSBackend
from moto.s3.models import FakeBucket
from moto.secretsmanager.models import SecretsManagerBackend
from moto.sqs.models import Queue

from aws_account.moto import additions, cache_versions, databases, partial_changes


@contextlib.contextmanager
def applied() -> Iterator[None]:
    """Applies all corrections while it is entered."""
    with contextlib.ExitStack() as stack:
        for patch in (
            *_seeded_randomness(),
            _zone_ids(),
            _log_permissions(),
            _token_checks(),
            _path_expressions(),
            _rotation(),
            _cache_endpoints(),
            _bucket_conditions(),
            _deletion_protection(),
            _subnet_groups(),
            *_service_settings(),
            _deleted_clusters(),
            _task_memory(),
            _queue_policies(),
            _quotas(),
            additions.proxy_changes(),
            additions.composite_alarms(),
            additions.topics_elsewhere(),
            additions.certificates_of_disabled_authorities(),
            additions.forecasts(),
            additions.origin_groups(),
            additions.events_of_buckets(),
            _what_is_gone(),
            _names_of_methods(),
            *databases.corrections(),
            *cache_versions.corrections(),
            *partial_changes.corrections(),
        ):
            stack.enter_context(patch)
        yield


def _seeded_randomness() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Makes all parts of moto draw from the source that can be seeded. Some do not, and their IDs
    would differ from run to run."""
    for module in (moto.rds.models, moto.elasticache.models, moto.ssm.models):
        yield mock.patch.object(module, "random", mock_random)
    uuids = SimpleNamespace(uuid4=mock_random.uuid4)
    for module in (moto.rds.models, moto.synthetics.models):
        yield mock.patch.object(module, "uuid", uuids)


def _what_is_gone() -> contextlib.AbstractContextManager[object]:
    """Lets AWS say that something does not exist where moto fails: it looks many things up by what
    the request names, and whoever deleted one by hand would get Python's error."""
    call = BaseResponse.call_action

    def call_action(self: BaseResponse) -> TYPE_RESPONSE:
        try:
            return call(self)
        except KeyError as error:
            key = error.args[0] if error.args else None
            if not isinstance(key, str) or not key or key not in f"{self.uri} {self.body!r}":
                raise
            return 404, {}, ""

    return mock.patch.object(BaseResponse, "call_action", call_action)


def _names_of_methods() -> contextlib.AbstractContextManager[object]:
    """Lets moto look through the methods of a service once, not at each call."""
    once = functools.cache(method_names_from_class)
    return mock.patch.object(moto.core.responses, "method_names_from_class", once)


def _zone_ids() -> contextlib.AbstractContextManager[object]:
    """Lets the ID of a hosted zone begin with Z, as those of Route 53 do. Settings name zones by
    it."""
    original = moto.route53.models.create_route53_zone_id

    def create(**options: Any) -> str:
        drawn = str(original(**options))
        return drawn if drawn.startswith("Z") else f"Z{drawn[1:]}"

    return mock.patch.object(moto.route53.models, "create_route53_zone_id", create)


def _log_permissions() -> contextlib.AbstractContextManager[object]:
    """Corrects the check of a log bucket's policy. moto looks for one resource, as text, in each
    statement, and fails on `"Principal": "*"`. AWS accepts lists and patterns."""

    def allowed(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
        if not target_bucket.policy:
            return False
        target = f"arn:aws:s3:::{target_bucket.name}/{target_prefix or ''}"
        return any(
            statement["Effect"] == "Allow"
            and "logging.s3.amazonaws.com" in _service(statement)
            and "s3:PutObject" in _listed(statement["Action"])
            and any(fnmatchcase(target, pattern) for pattern in _listed(statement["Resource"]))
            for statement in json.loads(target_bucket.policy)["Statement"]
        )

    return mock.patch.object(FakeBucket, "_log_permissions_enabled_policy", staticmethod(allowed))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _service(statement: dict[str, Any]) -> list[str]:
    principal = statement.get("Principal")
    return _listed(principal.get("Service", [])) if isinstance(principal, dict) else []


def _token_checks() -> contextlib.AbstractContextManager[object]:
    """Allows the action `jwt-validation`, which AWS introduced in 2025 and moto refuses."""
    validate = ELBv2Backend._validate_actions

    def others(self: ELBv2Backend, actions: list[FakeAction]) -> None:
        validate(self, [action for action in actions if action.type != "jwt-validation"])

    return mock.patch.object(ELBv2Backend, "_validate_actions", others)


def _path_expressions() -> contextlib.AbstractContextManager[object]:
    """Adds regular expressions for paths, which AWS introduced in 2025; moto knows patterns only.
    The limits are AWS's: three expressions of 128 characters in a condition."""
    validate = ELBv2Backend._validate_path_pattern_condition

    def either(self: ELBv2Backend, condition: dict[str, Any]) -> None:
        given = condition.get("PathPatternConfig", {}).get("RegexValues", [])
        if not given:
            validate(self, condition)
        elif len(given) > 3 or any(len(expression) > 128 for expression in given):
            raise InvalidConditionValueError("Regular expressions: at most 3 of 128 characters")

    return mock.patch.object(ELBv2Backend, "_validate_path_pattern_condition", either)


def _rotation() -> contextlib.AbstractContextManager[object]:
    """Keeps only the schedule of a rotation. moto runs the rotation function, whose code needs a
    database, and fails on a secret that has no value yet."""

    def rotate(
        self: SecretsManagerBackend,
        secret_id: str,
        client_request_token: str | None = None,
        rotation_lambda_arn: str | None = None,
        rotation_rules: dict[str, Any] | None = None,
        rotate_immediately: bool = True,
    ) -> str:
        self.describe_secret(secret_id)
        secret: Any = self.secrets[secret_id]
        if rotation_lambda_arn:
            get_backend(self.account_id, self.region_name).get_function(rotation_lambda_arn)
        secret.rotation_lambda_arn = rotation_lambda_arn or ""
        secret.auto_rotate_after_days = (rotation_rules or {}).get("AutomaticallyAfterDays", 0)
        secret.rotation_requested = secret.rotation_enabled = True
        return str(secret.to_short_dict())

    return mock.patch.object(SecretsManagerBackend, "rotate_secret", rotate)


def _cache_endpoints() -> contextlib.AbstractContextManager[object]:
    """Corrects the addresses of caches. moto names every cache as if it were in us-east-1, and
    leaves out the reader's endpoint."""
    create = ReplicationGroup.__init__

    def with_endpoints(self: ReplicationGroup, *args: Any, **options: Any) -> None:
        create(self, *args, **options)
        region = inspect.signature(create).bind(self, *args, **options).arguments["region_name"]
        area, direction, number = region.rsplit("-", 2)
        short = f".{area.replace('-', '')}{direction[0]}{number}."
        if self.cluster_enabled:
            one = self.configuration_endpoint
            one["address"] = one["address"].replace(".use1.", short)
            return
        for group in self.node_groups:
            for role in ("primary", "reader"):
                address = group[f"{role}_endpoint_address"].replace(".use1.", short)
                group[f"{role}_endpoint_address"] = address
                group[f"{role}_endpoint"] = {"address": address, "port": self.port}

    return mock.patch.object(ReplicationGroup, "__init__", with_endpoints)


def _bucket_conditions() -> contextlib.AbstractContextManager[object]:
    """Adds the conditions of a bucket policy, which moto ignores: "refuse without TLS" would refuse
    everybody."""

    def permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        document = json.loads(self.policy) if self.policy else {"Statement": []}
        statements = [entry for entry in document["Statement"] if not entry.get("Condition")]
        policy = IAMPolicy(json.dumps({**document, "Statement": statements}))
        return policy.is_action_permitted(action, resource)

    return mock.patch.object(FakeBucket, "get_permission", permission)


def _queue_policies() -> contextlib.AbstractContextManager[object]:
    """Keeps a queue's policy, which moto removes whenever any other attribute is set."""
    set_attributes = Queue._set_attributes

    def kept(self: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
        policy = getattr(self, "policy", None)
        set_attributes(self, {"Policy": policy, **attributes} if policy else attributes, now)

    return mock.patch.object(Queue, "_set_attributes", kept)


def _quotas() -> contextlib.AbstractContextManager[object]:
    """Lifts the quota of rules in a security group. moto has AWS's first quota, which AWS raises on
    request. The account's quota is a setting, with which the program compares its groups."""
    check = "_verify_group_will_respect_rule_count_limit"
    return mock.patch.object(SecurityGroupBackend, check, return_value=None)


def _deletion_protection() -> contextlib.AbstractContextManager[object]:
    """Refuses to delete a load balancer with deletion protection. moto deletes it."""
    delete = ELBv2Backend.delete_load_balancer

    def protected(self: ELBv2Backend, arn: str) -> None:
        balancer = self.load_balancers.get(arn)
        if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
            raise ELBClientError(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        delete(self, arn)

    return mock.patch.object(ELBv2Backend, "delete_load_balancer", protected)


def _subnet_groups() -> contextlib.AbstractContextManager[object]:
    """Keeps a database's subnet group, which moto loses when the database is changed."""

    def modify(
        self: RDSBackend, subnet_name: str, description: str, subnets: list[Any]
    ) -> DBSubnetGroup:
        group = self.describe_db_subnet_groups(subnet_name)[0]
        group.subnets = subnets
        if description is not None:
            group.description = description
        return group

    return mock.patch.object(RDSBackend, "modify_db_subnet_group", modify)


def _service_settings() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Keeps the settings of an ECS service. moto drops most of those given at creation (deployment,
    capacity, Service Connect, ECS Exec), but would give back those of an update if it had them."""

    def keeping(method: Callable[[Any], ActionResult]) -> Callable[[Any], ActionResult]:
        def kept(self: EC2ContainerServiceResponse) -> ActionResult:
            answer = method(self)
            service: Any = answer.result
            service = service["service"]
            for name, value in self._get_params().items():
                attribute = camelcase_to_underscores(name)
                if attribute not in vars(service):
                    setattr(service, attribute, value)
                if name == "serviceConnectConfiguration":
                    # AWS shows it as a part of its deployment.
                    service.deployments[0][name] = value
            if getattr(service, "capacity_provider_strategy", None):
                service.launch_type = None
            return answer

        return kept

    for name in ("create_service", "update_service"):
        method = keeping(getattr(EC2ContainerServiceResponse, name))
        yield mock.patch.object(EC2ContainerServiceResponse, name, method)


def _deleted_clusters() -> contextlib.AbstractContextManager[object]:
    """Leaves deleted clusters out of the list, where moto keeps them. In AWS they can only be
    described for a while."""

    def listed(self: EC2ContainerServiceBackend) -> list[str]:
        return [each.arn for each in self.clusters.values() if each.status != "INACTIVE"]

    return mock.patch.object(EC2ContainerServiceBackend, "list_clusters", listed)


def _task_memory() -> contextlib.AbstractContextManager[object]:
    """Starts tasks on Fargate whose containers have no memory of their own, on which moto fails. It
    sums up what the containers need of an instance, and Fargate has none."""

    def nothing(_definition: object) -> dict[str, Any]:
        return {"CPU": 0, "MEMORY": 0, "PORTS": [], "PORTS_UDP": []}

    name = "_calculate_task_resource_requirements"
    return mock.patch.object(EC2ContainerServiceBackend, name, staticmethod(nothing))
