"""Operations that moto lacks and that changes of the platform need. The values they set can be read
back.

`workarounds.py` applies them. When a release of moto has one of them, delete its function here.
"""

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

from moto.acmpca.models import ACMPCABackend
from moto.applicationautoscaling import responses as autoscaling
from moto.applicationautoscaling.models import FakeApplicationAutoscalingPolicy
from moto.cloudfront.models import DistributionConfig
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult
from moto.rds.exceptions import DBProxyNotFoundFault
from moto.rds.responses import RDSResponse
from moto.s3.responses import S3Response
from moto.sns.models import SNSBackend, Topic, sns_backends

_PROXY = {
    "Auth": "auth",
    "RequireTLS": "require_tls",
    "IdleClientTimeout": "idle_client_timeout",
    "DebugLogging": "debug_logging",
    "RoleArn": "role_arn",
    "SecurityGroups": "vpc_security_group_ids",
}
"""Inputs of a database proxy that can be changed, with moto's name for each."""


def proxy_changes() -> contextlib.AbstractContextManager[object]:
    """Adds ModifyDBProxy, because each program that uses the database is a login of the proxy."""

    def modify_db_proxy(self: RDSResponse) -> ActionResult:
        name = self.params["DBProxyName"]
        proxy = self.backend.db_proxies.get(name)
        if proxy is None:
            raise DBProxyNotFoundFault(name)
        for parameter, attribute in _PROXY.items():
            if parameter in self.params:
                setattr(proxy, attribute, self.params[parameter])
        return ActionResult({"DBProxy": proxy})

    return mock.patch.object(RDSResponse, "modify_db_proxy", modify_db_proxy, create=True)


def composite_alarms() -> contextlib.AbstractContextManager[object]:
    """Adds PutCompositeAlarm. moto tells such alarms apart by their rule, and has no operation that
    makes one."""

    def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
        return self.put_metric_alarm()

    return mock.patch.object(
        CloudWatchResponse, "put_composite_alarm", put_composite_alarm, create=True
    )


def topics_elsewhere() -> contextlib.AbstractContextManager[object]:
    """Adds the topics of other accounts to which queues subscribe. They stand there at AWS, and an
    emulated account is alone."""
    found = SNSBackend.get_topic

    def get_topic(self: SNSBackend, arn: str) -> Topic:
        *_, account, name = arn.split(":")
        there = sns_backends[account][self.region_name]
        if account != self.account_id and arn not in there.topics:
            there.create_topic(name, {"FifoTopic": "true"} if name.endswith(".fifo") else {})
        return found(self, arn)

    return mock.patch.object(SNSBackend, "get_topic", get_topic)


def certificates_of_disabled_authorities() -> contextlib.AbstractContextManager[object]:
    """Lets an authority that somebody has disabled still tell its certificate. At AWS only one that
    waits for its first certificate refuses that."""
    refused = ACMPCABackend.get_certificate_authority_certificate

    def tell(self: ACMPCABackend, certificate_authority_arn: str) -> tuple[bytes, bytes | None]:
        authority = self.describe_certificate_authority(certificate_authority_arn)
        if authority.status == "DISABLED" and authority.certificate_bytes:
            return authority.certificate_bytes, authority.certificate_chain
        return refused(self, certificate_authority_arn)

    return mock.patch.object(ACMPCABackend, "get_certificate_authority_certificate", tell)


_FORECAST = "PredictiveScaling"


@contextlib.contextmanager
def forecasts() -> Iterator[None]:
    """Adds policies of predictive scaling. moto knows the name and refuses it."""
    made = FakeApplicationAutoscalingPolicy.__init__
    told, put = autoscaling._build_policy, autoscaling.ApplicationAutoScalingResponse._get_param
    key = f"{_FORECAST}PolicyConfiguration"

    def make(self: FakeApplicationAutoscalingPolicy, **given: Any) -> None:
        if given["policy_type"] != _FORECAST:
            return made(self, **given)
        made(self, **{**given, "policy_type": "StepScaling"})
        self.policy_type = _FORECAST
        return None

    def tell(policy: FakeApplicationAutoscalingPolicy) -> dict[str, Any]:
        answer = told(policy)
        return {**answer, key: policy._policy_body} if policy.policy_type == _FORECAST else answer

    def get(
        self: autoscaling.ApplicationAutoScalingResponse, name: str, default: Any = None
    ) -> Any:
        # moto reads the body of a policy under the names of the other two kinds.
        if name == "StepScalingPolicyConfiguration" and put(self, "PolicyType") == _FORECAST:
            return put(self, key)
        return put(self, name, default)

    with (
        mock.patch.object(FakeApplicationAutoscalingPolicy, "__init__", make),
        mock.patch.object(autoscaling, "_build_policy", tell),
        mock.patch.object(autoscaling.ApplicationAutoScalingResponse, "_get_param", get),
    ):
        yield


def origin_groups() -> contextlib.AbstractContextManager[object]:
    """Lets the default behavior of a distribution lead to a group of origins, too, which AWS takes
    and moto refuses."""
    make = DistributionConfig.__init__

    def made(self: DistributionConfig, config: dict[str, Any]) -> None:
        groups = (config.get("OriginGroups") or {}).get("Items") or []
        behavior = config.get("DefaultCacheBehavior") or {}
        target = behavior.get("TargetOriginId")
        if target not in [each["Id"] for each in groups]:
            make(self, config)
            return
        first = config["Origins"]["Items"][0]["Id"]
        make(self, {**config, "DefaultCacheBehavior": {**behavior, "TargetOriginId": first}})
        self.__dict__["DefaultCacheBehavior"].target_origin_id = target

    return mock.patch.object(DistributionConfig, "__init__", made)


def events_of_buckets() -> contextlib.AbstractContextManager[object]:
    """Lets S3 tell that a bucket's events go to EventBridge, as AWS Backup asks of buckets that it
    copies. moto keeps it and leaves it out of its answer."""
    told = S3Response.get_bucket_notification

    def tell(self: S3Response) -> Any:
        found = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if not found or found.event_bridge is None:
            return told(self)
        serialize = self.serialized

        def with_events(answer: ActionResult) -> Any:
            told = answer.result if isinstance(answer.result, dict) else {}
            return serialize(ActionResult({**told, "EventBridgeConfiguration": {}}))

        with mock.patch.object(self, "serialized", with_events):
            return told(self)

    return mock.patch.object(S3Response, "get_bucket_notification", tell)
