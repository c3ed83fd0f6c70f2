"""Rows for queues, topics, subscriptions and events."""

from aws_account.mapping.row import Named, Row, Table, Values, call, row


def _queue_attribute(name: str, *, loses: str = "") -> Row:
    """Returns the row for one attribute of a queue that the provider treats as a resource."""
    put = call("SetQueueAttributes", into="Attributes")
    return row(
        "sqs",
        put,
        "{queueUrl}",
        # A value that moto loses would look as if somebody had removed it.
        read=call(
            "GetQueueAttributes",
            AttributeNames=["All"],
            at="Attributes" if loses else f"Attributes.{{{name}: {name}}}",
        ),
        update=put,
        delete=call("SetQueueAttributes", Attributes={name: ""}),
        loses=loses,
    )


def _signed(answer: Values) -> Values:
    """Returns the names of the keys with which SES signs. moto makes none."""
    del answer
    return {"tokens": ["token1", "token2", "token3"]}


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
    ),
    "aws:sqs/queuePolicy:QueuePolicy": _queue_attribute("Policy"),
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
        loses="fifoThroughputScope signatureVersion tracingConfig",
        outputs={"arn": "{id}", "owner": "{account}"},
    ),
    "aws:sns/topicPolicy:TopicPolicy": row(
        "sns",
        call("SetTopicAttributes", AttributeName="Policy", TopicArn="{arn}"),
        "{arn}",
        read=call("GetTopicAttributes", TopicArn="{arn}", at="Attributes.{policy: Policy}"),
        update=call("SetTopicAttributes", AttributeName="Policy", TopicArn="{arn}"),
        rename={"arn": "TopicArn", "policy": "AttributeValue"},
        outputs={"owner": "{account}"},
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
    ),
    "aws:sesv2/configurationSet:ConfigurationSet": row(
        "sesv2",
        "CreateConfigurationSet",
        "{configurationSetName}",
        read=call("GetConfigurationSet", ConfigurationSetName="{configurationSetName}"),
        delete=call("DeleteConfigurationSet", ConfigurationSetName="{configurationSetName}"),
        outputs={"arn": "arn:{partition}:ses:{region}:{account}:configuration-set/{id}"},
    ),
    "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": row(
        "sesv2",
        "CreateConfigurationSetEventDestination",
        "{configurationSetName}|{eventDestinationName}",
        lacks="{configurationSetName}|{eventDestinationName}",
    ),
    "aws:sesv2/emailIdentity:EmailIdentity": row(
        "sesv2",
        "CreateEmailIdentity",
        "{emailIdentity}",
        read=call("GetEmailIdentity", EmailIdentity="{emailIdentity}"),
        tags=call("ListTagsForResource", ResourceArn="{arn}"),
        delete=call("DeleteEmailIdentity", EmailIdentity="{emailIdentity}"),
        outputs={
            "arn": "arn:{partition}:ses:{region}:{account}:identity/{id}",
            "dkimSigningAttributes": _signed,
        },
    ),
    "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": row(
        "sesv2",
        "PutEmailIdentityMailFromAttributes",
        "{emailIdentity}",
        lacks="{emailIdentity}",
    ),
    "aws:scheduler/schedule:Schedule": row(
        "scheduler",
        "CreateSchedule",
        "{aws.ScheduleArn|after::schedule/}",
        read="GetSchedule",
        update=call("UpdateSchedule", whole=True),
        delete="DeleteSchedule",
        named=Named(64),
        rename={
            "target.ecsParameters.networkConfiguration": "NetworkConfiguration.awsvpcConfiguration"
        },
    ),
}
