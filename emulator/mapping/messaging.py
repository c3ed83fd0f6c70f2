"""Queues, topics, subscriptions, events."""

from emulator.mapping.row import Named, Row, Table, call, row


def _queue_attribute(name: str, *, loses: str = "") -> Row:
    """One attribute of a queue that the provider treats as a resource."""
    put = call("SetQueueAttributes", into="Attributes")
    return row(
        "sqs",
        put,
        "{queueUrl}",
        # What moto loses would look as if it were gone.
        read=call(
            "GetQueueAttributes",
            AttributeNames=["All"],
            at="Attributes" if loses else f"Attributes.{{{name}: {name}}}",
        ),
        update=put,
        delete=call("SetQueueAttributes", Attributes={name: ""}),
        loses=loses,
        replaces="queueUrl",
    )


ROWS: Table = {
    "aws:sqs/queue:Queue": row(
        "sqs",
        call("CreateQueue", into="Attributes"),
        "QueueUrl",
        read=call("GetQueueAttributes", AttributeNames=["All"]),
        tags=call("ListQueueTags", at="{Tags: Tags}"),
        update=call("SetQueueAttributes", into="Attributes"),
        delete="DeleteQueue",
        named=Named(80, fifo="fifoQueue"),
        rename={
            "messageRetentionSeconds": "MessageRetentionPeriod",
            "visibilityTimeoutSeconds": "VisibilityTimeout",
            "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
            "maxMessageSize": "MaximumMessageSize",
            "sqsManagedSseEnabled": "SqsManagedSseEnabled",
        },
        outputs={"url": "{id}", "arn": "{aws.QueueArn}"},
        replaces="name fifoQueue",
    ),
    "aws:sqs/queuePolicy:QueuePolicy": _queue_attribute("Policy"),
    "aws:sqs/redrivePolicy:RedrivePolicy": _queue_attribute("RedrivePolicy"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _queue_attribute(
        "RedriveAllowPolicy", loses="redriveAllowPolicy"
    ),
    "aws:sns/topic:Topic": row(
        "sns",
        call("CreateTopic", into="Attributes"),
        "TopicArn",
        read="GetTopicAttributes",
        tags=call("ListTagsForResource", ResourceArn="{id}"),
        update=call("SetTopicAttributes", each=True),
        delete="DeleteTopic",
        named=Named(80, fifo="fifoTopic"),
        outputs={"arn": "{id}", "owner": "{account}"},
        loses="fifoThroughputScope signatureVersion tracingConfig",
        replaces="name fifoTopic",
    ),
    "aws:sns/topicPolicy:TopicPolicy": row(
        "sns",
        call("SetTopicAttributes", AttributeName="Policy", TopicArn="{arn}"),
        "{arn}",
        read=call("GetTopicAttributes", TopicArn="{arn}", at="Attributes.{policy: Policy}"),
        update=call("SetTopicAttributes", AttributeName="Policy", TopicArn="{arn}"),
        rename={"arn": "TopicArn", "policy": "AttributeValue"},
        outputs={"owner": "{account}"},
        replaces="arn",
    ),
    "aws:sns/topicSubscription:TopicSubscription": row(
        "sns",
        call("Subscribe", into="Attributes", ReturnSubscriptionArn=True),
        "SubscriptionArn",
        read="GetSubscriptionAttributes",
        update=call("SetSubscriptionAttributes", each=True),
        delete="Unsubscribe",
        rename={"topic": "TopicArn"},
        outputs={"arn": "{id}", "ownerId": "{account}"},
        replaces="topic protocol endpoint",
    ),
    "aws:scheduler/schedule:Schedule": row(
        "scheduler",
        "CreateSchedule",
        "{groupName}/{name}",
        rename={
            "target.ecsParameters.networkConfiguration": "NetworkConfiguration.awsvpcConfiguration"
        },
        read="GetSchedule",
        update=call("UpdateSchedule", whole=True),
        delete="DeleteSchedule",
        named=Named(64),
        replaces="name groupName",
    ),
    "aws:cloudwatch/eventRule:EventRule": row(
        "events",
        "PutRule",
        "{name}",
        read=call("DescribeRule"),
        update="PutRule",
        delete="DeleteRule",
        named=Named(64),
        outputs={"arn": "{aws.Arn}"},
        replaces="name eventBusName",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": row(
        "events",
        call("PutTargets"),
        "{rule}-{targetId}",
        read=call("ListTargetsByRule", at="Targets[?Id=='{targetId}'] | [0]"),
        delete=call("RemoveTargets", Ids=["{targetId}"]),
        named=Named(64, "targetId"),
        replaces="rule targetId",
    ),
}
