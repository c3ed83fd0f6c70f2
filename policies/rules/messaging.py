"""Rules about queues and topics: encrypted, by TLS only, and closed to the world."""

from policies.node import Node
from policies.resources import Resource
from policies.rule import HIGH, MEDIUM, Fault, Faults, baseline, fsbp, rule, security_hub
from policies.statements import open_to_all, tls_only

QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
DENY = "deny requests without aws:SecureTransport"
NAME_WHO = "name the principal, or bound it by a condition"


@rule(QUEUE, MEDIUM, fsbp("SQS.1"), "set `kmsMasterKeyId`")
def sqs_encrypts(queue: Resource) -> Faults:
    """A queue's messages are encrypted where they are stored."""
    # SQS encrypts by its own key unless it is told not to.
    if not queue.has("kmsMasterKeyId") and queue.get("sqsManagedSseEnabled") is False:
        yield Fault("kmsMasterKeyId", "is not set, and SQS's own encryption is off")


@rule((QUEUE_POLICY, QUEUE), HIGH, fsbp("SQS.3"), NAME_WHO)
def sqs_policy_names_who_may(resource: Resource) -> Faults:
    """A queue's policy lets nobody in without a name."""
    yield from open_to_all(resource, "policy")


@rule(QUEUE, MEDIUM, baseline("tls"), DENY, looks_around=True)
def sqs_requires_tls(queue: Resource) -> Faults:
    """A queue refuses requests without TLS."""
    policies: list[tuple[Node, str]] = [(queue, "policy")]
    policies += [(each, "policy") for each in queue.companions(QUEUE_POLICY, "queueUrl")]
    yield from tls_only(policies, "policy")


@rule(TOPIC, MEDIUM, security_hub("SNS.1"), "set `kmsMasterKeyId`")
def sns_encrypts(topic: Resource) -> Faults:
    """A topic's messages are encrypted while it holds them."""
    if not topic.has("kmsMasterKeyId"):
        yield Fault("kmsMasterKeyId", "is not set")


@rule((TOPIC_POLICY, TOPIC), HIGH, fsbp("SNS.4"), NAME_WHO)
def sns_policy_names_who_may(resource: Resource) -> Faults:
    """A topic's policy lets nobody in without a name."""
    yield from open_to_all(resource, "policy")


@rule(TOPIC, MEDIUM, baseline("tls"), DENY, looks_around=True)
def sns_requires_tls(topic: Resource) -> Faults:
    """A topic refuses requests without TLS."""
    policies: list[tuple[Node, str]] = [(topic, "policy")]
    policies += [(each, "policy") for each in topic.companions(TOPIC_POLICY, "arn")]
    yield from tls_only(policies, "policy")
