"""The program of the container that stands in for SQS, SNS and SES; pure.

It starts moto's server, makes the topics, queues and subscriptions of the workload there, and then
tells by a file that it is ready. moto keeps all in memory, so this happens at every start. Mail
goes nowhere: each one is a line of the container's log.
"""

import json
from collections.abc import Sequence

from config.workload import Workload

READY = "/tmp/ready"
ACCOUNT = "123456789012"
"""The account ID that moto uses."""

_PROGRAM = """\
# Generated from config/workload.yaml.
import json, pathlib, subprocess, sys, time
import boto3
from botocore.exceptions import EndpointConnectionError

PLAN = json.loads({plan!r})
ready = pathlib.Path({ready!r})
ready.unlink(missing_ok=True)
server = subprocess.Popen([{server}, "-H", "0.0.0.0", "-p", "{port}"])
common = dict(
    endpoint_url="http://127.0.0.1:{port}", region_name={region!r},
    aws_access_key_id="setup", aws_secret_access_key="setup",
)
sqs, sns = boto3.client("sqs", **common), boto3.client("sns", **common)
for attempt in range(120):
    try:
        sqs.list_queues()
        break
    except EndpointConnectionError:
        time.sleep(0.5)
else:
    sys.exit("moto's server does not answer")
arns = {{}}
for queue in PLAN["queues"]:
    url = sqs.create_queue(QueueName=queue["name"], Attributes=queue["attributes"])["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arns[queue["name"]] = found["Attributes"]["QueueArn"]
for topic in PLAN["topics"]:
    arns["topic " + topic["name"]] = sns.create_topic(
        Name=topic["name"], Attributes=topic["attributes"]
    )["TopicArn"]
for each in PLAN["subscriptions"]:
    sns.subscribe(
        TopicArn=arns["topic " + each["topic"]], Protocol="sqs",
        Endpoint=arns[each["queue"]], Attributes=each["attributes"],
    )
{senders}ready.touch()
sys.exit(server.wait())
"""


_SERVER = '"moto_server"'
_MAIL_SERVER = """\
import json, sys
from moto.server import main
from moto.ses.models import SESBackend
def logged(send):
    def sending(*args, **kwargs):
        mail = send(*args, **kwargs)
        print(json.dumps({"mail": vars(mail)}, default=str), flush=True)
        return mail
    return sending
SESBackend.send_email = logged(SESBackend.send_email)
SESBackend.send_raw_email = logged(SESBackend.send_raw_email)
main(sys.argv[1:])
"""
_SENDERS = """\
ses = boto3.client("sesv2", **common)
for sender in PLAN["senders"]:
    ses.create_email_identity(EmailIdentity=sender)
"""


def physical_name(name: str, *, fifo: bool) -> str:
    """Returns the name in SQS and SNS: names of FIFO queues and topics end in `.fifo`."""
    return f"{name}.fifo" if fifo else name


def dead_letter(name: str, *, fifo: bool) -> str:
    """Returns the name of the dead-letter queue behind a queue."""
    return physical_name(f"{name}-dead-letter", fifo=fifo)


def program(workload: Workload, *, port: int, region: str, senders: Sequence[str] = ()) -> str:
    """Returns the program's text. `senders` are the addresses from which mail is accepted."""
    mail = {"senders": list(senders)} if senders else {}
    plan = json.dumps(
        {
            **mail,
            "queues": _queues(workload, region),
            "topics": [
                {
                    "name": physical_name(name, fifo=topic.fifo),
                    "attributes": _fifo("FifoTopic", topic.fifo),
                }
                for name, topic in sorted(workload.topics.items())
            ],
            "subscriptions": _subscriptions(workload),
        }
    )
    return _PROGRAM.format(
        plan=plan,
        port=port,
        region=region,
        ready=READY,
        server=f'sys.executable, "-c", {_MAIL_SERVER!r}' if senders else _SERVER,
        senders=_SENDERS if senders else "",
    )


def _queues(workload: Workload, region: str) -> list[dict[str, object]]:
    queues: list[dict[str, object]] = []
    for name, queue in sorted(workload.queues.items()):
        behind = dead_letter(name, fifo=queue.fifo)
        redrive = {
            "deadLetterTargetArn": f"arn:aws:sqs:{region}:{ACCOUNT}:{behind}",
            "maxReceiveCount": queue.max_receives,
        }
        attributes = {
            **_fifo("FifoQueue", queue.fifo),
            "DelaySeconds": str(queue.delay_seconds),
            "MessageRetentionPeriod": str(queue.retention_days * 86400),
            "RedrivePolicy": json.dumps(redrive),
            "VisibilityTimeout": str(queue.visibility_timeout_seconds),
        }
        queues += [
            # The dead-letter queue comes first, because the other one names it.
            {"name": behind, "attributes": _fifo("FifoQueue", queue.fifo)},
            {"name": physical_name(name, fifo=queue.fifo), "attributes": attributes},
        ]
    return queues


def _subscriptions(workload: Workload) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for each in workload.subscriptions:
        attributes = {"RawMessageDelivery": str(each.raw).lower()}
        if each.filter:
            attributes["FilterPolicy"] = json.dumps(each.filter)
            attributes["FilterPolicyScope"] = each.filter_scope
        topic, queue = workload.topics[each.topic], workload.queues[each.queue]
        found.append(
            {
                "topic": physical_name(each.topic, fifo=topic.fifo),
                "queue": physical_name(each.queue, fifo=queue.fifo),
                "attributes": attributes,
            }
        )
    return found


def _fifo(attribute: str, fifo: bool) -> dict[str, str]:
    return {attribute: "true"} if fifo else {}
