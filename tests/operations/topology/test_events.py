"""The drawing of the messages by which a bucket tells of its objects."""

from operations.topology.reading import whole
from tests.operations.cost.planned import planned
from tests.operations.topology.drawings import flows

FILMS = "${s3.Bucket films.bucket}"
QUEUE = {"events": ["s3:ObjectCreated:*"], "queueArn": "${sqs.Queue cuts.arn}"}
TOPIC = {"events": ["s3:ObjectRemoved:*"], "topicArn": "${sns.Topic news.arn}"}


def test_a_bucket_is_drawn_with_the_queues_and_topics_that_it_tells() -> None:
    told = {"bucket": FILMS, "queues": [{**QUEUE, "filterPrefix": "in/"}], "topics": [TOPIC]}
    picture = whole(
        planned(
            [
                {"kind": "s3.Bucket", "name": "films"},
                {"kind": "sqs.Queue", "name": "cuts"},
                {"kind": "sns.Topic", "name": "news"},
                {"kind": "s3.BucketNotification", "name": "films", "inputs": told},
            ]
        )
    )
    assert flows(picture) == {
        ("films", "cuts", "ObjectCreated"),
        ("films", "news", "ObjectRemoved"),
    }
    assert {detail for flow in picture.flows for detail in flow.details} == {"of in/*"}
