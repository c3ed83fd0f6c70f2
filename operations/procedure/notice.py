"""The message by which the team learns that a procedure has ended."""

from operations.plan import Resource
from operations.procedure.journal import Journal
from operations.procedure.step import Look, Step, looked
from operations.sites import Site


def topic_of(site: Site) -> Resource | None:
    """Returns the environment's topic for critical alarms. None if it has none."""
    topics = (each for each in site.resources.of("sns.Topic") if each.name.endswith("critical"))
    # That of the edge is in us-east-1, where its alarms are.
    return next((x for x in topics if f":{site.region}:" in str(x.outputs.get("arn"))), None)


def step(site: Site, journal: Journal, subject: str, message: str) -> Step:
    """Returns the step that tells the team. SNS does not say what was sent, so the journal decides:
    a run that breaks off in between sends the message twice, and never not at all."""
    topic = topic_of(site)
    sent: list[str] = []

    def look() -> Look:
        entries = journal.read()
        ended = entries and entries.steps.get("notify", (None, None))[1]
        return looked(done=topic is None or bool(sent) or bool(ended))

    def do() -> None:
        assert topic
        site.client("sns").publish(
            TopicArn=topic.outputs["arn"], Subject=subject[:100], Message=message
        )
        sent.append(message)

    does = (
        f"tells the team through {topic.name}"
        if topic
        else "nobody: the environment has no topic for critical alarms, so tell the team yourself"
    )
    return Step(
        name="notify",
        does=does,
        calls=("sns:Publish",) if topic else (),
        minutes=0,
        look=look,
        do=do,
        optional="tell the team yourself",
    )
