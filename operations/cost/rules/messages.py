"""Amounts for which queues, topics, keys, secrets and private authorities are billed."""

import re
from collections.abc import Iterator

from operations.cost.levels import HOURS, MONTH_DAYS, Levels, always, total
from operations.cost.rules.amount import Amount, Rules, month
from operations.cost.scene import Scene
from operations.plan import Resource

REQUESTS_OF_MESSAGE = 3
"""Requests of a message in SQS: it is sent, received and deleted."""
_POLLS = HOURS * 3600 / 20
"""Requests of one task that waits for messages all month, 20 seconds each time."""
_NEW_VALUES = 30
"""Times in a month that a task gets flags: it starts, and somebody changes one."""
ROTATED_KEYS = 2
"""Rotations of a key that are billed as a key each (aws.amazon.com/kms/pricing)."""

CERTIFICATE_DAYS = 5
"""Days after which ECS renews the certificate of a service.
docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html"""


def _queue(resource: Resource, scene: Scene) -> Iterator[Amount]:
    kind = "fifo" if resource.inputs.get("fifoQueue") else "standard"
    if _is_dead_end(resource, scene):
        return
    messages = scene.spread(scene.usage.queue_messages_million).times(REQUESTS_OF_MESSAGE)
    yield Amount(f"sqs.{kind}", messages, "three for each message")
    yield Amount(f"sqs.{kind}", always(_POLLS / 1e6), "one task that waits")


def _is_dead_end(resource: Resource, scene: Scene) -> bool:
    """Returns true for a queue that takes only what failed elsewhere."""
    of = scene.resources.of
    ends = [each.opened("redrivePolicy") for each in of("sqs.Queue", "sns.TopicSubscription")]
    ends += [(each.inputs.get("target") or {}).get("deadLetterConfig") for each in of(_SCHEDULE)]
    ends += [each.inputs.get("deadLetterConfig") for each in of(*_WITH_DEAD_LETTERS)]
    return resource in scene.resources.referred(ends, "sqs.Queue")


_SCHEDULE = "scheduler.Schedule"
_WITH_DEAD_LETTERS = ("cloudwatch.EventTarget", "lambda.Function")


def _topic(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield Amount("sns.publish", scene.spread(scene.usage.topic_messages_million))


def _subscription(resource: Resource, scene: Scene) -> Iterator[Amount]:
    if resource.inputs.get("protocol") == "email":
        yield Amount("sns.email", scene.spread(0.1), "100 messages")


def _mail(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield Amount("ses.mail", scene.spread(scene.usage.mails_thousand), "1000 mails")


def _flags(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields what the agents of all tasks ask, and what they get that is new."""
    asked, got = always(0), always(0)
    for tasks in scene.tasks.values():
        text = str(tasks.definition.inputs.get("containerDefinitions") or "")
        if found := re.search(r'POLL_INTERVAL"[^}]*?"value": ?"(\d+)"', text):
            asked = total([asked, tasks.number.times(HOURS * 3600 / int(found[1]) / 1e6)])
            got = total([got, tasks.number.times(_NEW_VALUES / 1e3)])
    yield Amount("appconfig.request", asked, "the agents of all tasks")
    yield Amount("appconfig.received", got, f"{_NEW_VALUES} for each task")


def _key(resource: Resource, scene: Scene) -> Iterator[Amount]:
    rotated = ROTATED_KEYS if resource.inputs.get("enableKeyRotation") else 0
    yield Amount("kms.key", Levels(1, 1, 1 + rotated), "with two rotations when high")
    keys = len(scene.resources.of("kms.Key"))
    requests = scene.spread(scene.usage.kms_requests_million * 100 / keys)
    yield Amount("kms.request", requests)


def _secret(resource: Resource, scene: Scene) -> Iterator[Amount]:
    copies = resource.inputs.get("replicas") or []
    yield month("secrets.secret")
    for copy in copies:
        yield Amount("secrets.secret", always(1), "copy", str(copy.get("region", "")))
    yield Amount("secrets.call", scene.spread(0.1), "1000 reads")


def _authority(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields a private authority, and what ECS makes with it for each service whose calls are
    encrypted: a certificate every five days, and a secret that is in no plan."""
    services = scene.encrypted_services
    yield month("pca.short-lived")
    yield month("pca.short-lived.certificate", services * MONTH_DAYS / CERTIFICATE_DAYS)
    yield month("secrets.secret", services, "of ECS")


def _users(resource: Resource, scene: Scene) -> Iterator[Amount]:
    plan = str(resource.inputs.get("userPoolTier") or "ESSENTIALS").lower()
    yield Amount(f"cognito.{plan}", scene.spread(scene.usage.active_users_thousand), "active users")


def _client(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields what a program's own tokens cost; those of people are paid with the people."""
    if "client_credentials" in (resource.inputs.get("allowedOauthFlows") or ()):
        yield month("cognito.client")
        yield Amount("cognito.token", scene.spread(scene.usage.client_tokens_thousand), "tokens")


RULES: Rules = {
    "acmpca.CertificateAuthority": _authority,
    "appconfig.Environment": _flags,
    "cognito.UserPool": _users,
    "cognito.UserPoolClient": _client,
    "kms.Key": _key,
    "kms.ReplicaKey": _key,
    "secretsmanager.Secret": _secret,
    "sesv2.EmailIdentity": _mail,
    "sns.Topic": _topic,
    "sns.TopicSubscription": _subscription,
    "sqs.Queue": _queue,
}
