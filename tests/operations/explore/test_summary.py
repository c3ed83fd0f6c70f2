"""The first page says of an environment only what its plan says: who is told, what is the team's
own, what stops with a zone."""

import re

import pytest

from tests.factories import raw_workload
from tests.operations.explore.shown import data_of
from tests.operations.plans import Plan

pytestmark = pytest.mark.xdist_group("explore")


def answer(plan: Plan, question: str) -> str:
    (found,) = [each["answer"] for each in data_of(plan)["answers"] if question in each["question"]]
    return str(found)


def told(plan: Plan) -> str:
    return answer(plan, "Who is told")


def test_nobody_is_told_before_the_settings_name_somebody() -> None:
    said = told(Plan())
    assert said.startswith("Nobody yet: alarms.notify names nobody.")
    assert data_of(Plan())["heard"] == said


def test_events_of_aws_are_told_apart_from_the_alarms_that_are_listed() -> None:
    rules = Plan().resources().of("cloudwatch.EventRule")
    events = sum(each.name.startswith("events-") for each in rules)
    assert f"{events} of them are events of AWS" in told(Plan())


def test_receivers_are_named_by_severity() -> None:
    plan = Plan()
    critical = {"topic": "${sns.Topic people-critical.arn}"}
    plan.add("sns.TopicSubscription", "mail", endpoint="ada@example.com", **critical)
    plan.add("sns.TopicSubscription", "pager", endpoint="https://p.example.com/key", **critical)
    said = told(plan)
    people = r"\d+ critical alarms: ada@example\.com and the pager at p\.example\.com;"
    nobody = r"\d+ warnings: nobody yet \(alarms\.notify\.warning names nobody\)"
    assert re.match(f"{people} {nobody}", said), said
    assert "key" not in said


def test_a_chat_channel_hears_both_regions_and_is_named_once() -> None:
    plan = Plan()
    topics = ["${sns.Topic people-warning.arn}", "${sns.Topic people-edge-warning.arn}"]
    plan.add(
        "chatbot.SlackChannelConfiguration", "slack", slackChannelId="C07", snsTopicArns=topics
    )
    assert re.search(r"\d+ warnings: Slack channel C07\.", told(plan)), told(plan)


def test_a_maintenance_window_is_said() -> None:
    plan = Plan()
    schedule = {"expression": "cron(0 2 * * SUN)", "duration": "PT60M", "timezone": "UTC"}
    plan.add("cloudwatch.AlarmMuteRule", "sunday", rule={"schedule": schedule})
    said = told(plan)
    assert "a window that starts at cron(0 2 * * SUN) UTC for 60 minutes." in said


def test_what_the_team_declared_is_counted_apart_from_the_platforms_own() -> None:
    workload = raw_workload()
    _, _, kept, others = data_of(Plan())["sentences"]
    counts = [f"{len(workload[each])} {each}" for each in ("buckets", "queues", "topics")]
    assert ", ".join(counts) in kept
    for kind in ("s3.Bucket", "sqs.Queue", "sns.Topic"):
        name = kind.partition(".")[2].lower()
        more = len(Plan().resources().of(kind)) - len(workload[f"{name}s"])
        assert f"{more} {name}s" in others


def test_copies_of_the_database_alone_are_copies_too() -> None:
    plan = Plan()
    for each in plan.resources().of("s3.Bucket"):
        if each.name.endswith("-replica"):
            plan.remove("s3.Bucket", each.name)
    assert data_of(plan)["facts"]["recovery"] == "eu-west-1"


def test_a_gateway_that_stops_takes_the_way_out_of_other_zones() -> None:
    assert "nothing in network-private-b (eu-central-1b) gets out to the internet" in answer(
        Plan("staging"), "zone eu-central-1a"
    )
    assert "gets out" not in answer(Plan(), "zone eu-central-1a")
