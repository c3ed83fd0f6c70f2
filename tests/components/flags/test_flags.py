"""Feature flags at AppConfig: the document, how it reaches tasks, and who may ask for it."""

import json
from typing import Any

import pytest

from components.flags import Flags, FlagsArgs
from config.flags import FlagRolloutSettings, FlagValue
from planning.flags import FlagDocument, flag_document
from tests.factories import make_environment, make_grantee, make_workload
from tests.graph import Graph, Secret, deploy

APPCONFIG = "aws:appconfig/"
PROFILE = f"{APPCONFIG}configurationProfile:ConfigurationProfile"
VERSION = f"{APPCONFIG}hostedConfigurationVersion:HostedConfigurationVersion"
STRATEGY = f"{APPCONFIG}deploymentStrategy:DeploymentStrategy"
DEPLOYMENT = f"{APPCONFIG}deployment:Deployment"
DOCUMENT = FlagDocument({"dark": False, "new_checkout": True})


def built(**rollout: Any) -> Graph:
    def program() -> None:
        args = FlagsArgs(
            environment=make_environment(),
            document=DOCUMENT,
            rollout=FlagRolloutSettings(**rollout),
        )
        Flags("flags", args).grant_read(make_grantee("orders"))

    return deploy(program)


def test_a_version_has_the_values_and_says_them_in_words() -> None:
    version = built().one(VERSION).inputs
    assert isinstance(version["content"], Secret)
    assert json.loads(version["content"].value) == {
        "dark": {"enabled": False},
        "new_checkout": {"enabled": True},
    }
    assert version["contentType"] == "application/json"
    assert version["description"] == "on: new_checkout; off: dark"


def test_the_profile_is_of_a_type_into_which_aws_writes_nothing() -> None:
    profile = built().one(PROFILE).inputs
    assert (profile["type"], profile["locationUri"]) == ("AWS.Freeform", "hosted")
    [validator] = profile["validators"]
    assert validator["type"] == "JSON_SCHEMA"
    assert json.loads(validator["content"]) == json.loads(DOCUMENT.schema)


@pytest.mark.parametrize(
    ("document", "fits"),
    [
        (json.loads(DOCUMENT.content), True),
        ({"new_checkout": {"enabled": True}}, False),
        ({**json.loads(DOCUMENT.content), "other": {"enabled": True}}, False),
        ({**json.loads(DOCUMENT.content), "dark": {"enabled": "yes"}}, False),
        ({**json.loads(DOCUMENT.content), "dark": True}, False),
    ],
)
def test_the_schema_takes_no_other_document(document: dict[str, Any], fits: bool) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = jsonschema.Draft4Validator(json.loads(DOCUMENT.schema))
    assert found.is_valid(document) is fits


def test_values_reach_all_tasks_at_once_unless_minutes_are_given() -> None:
    at_once, slowly = built().one(STRATEGY).inputs, built(minutes=10).one(STRATEGY).inputs
    keys = ("deploymentDurationInMinutes", "growthFactor", "growthType", "finalBakeTimeInMinutes")
    assert [at_once[key] for key in keys] == [0, 100, "LINEAR", 0]
    assert [slowly[key] for key in keys] == [10, 20, "LINEAR", 0]


def test_the_version_is_deployed() -> None:
    graph = built()
    deployment = graph.one(DEPLOYMENT).inputs
    assert deployment["configurationVersion"] == "1"
    assert deployment["environmentId"] == "e1n2v3a"
    assert deployment["configurationProfileId"] == "p1r2o3f"


def test_a_program_may_ask_for_this_document_only() -> None:
    graph = built()
    [statement] = graph.policy(graph.one("aws:iam/rolePolicy:RolePolicy"))["Statement"]
    assert statement["Action"] == [
        "appconfig:GetLatestConfiguration",
        "appconfig:StartConfigurationSession",
    ]
    [resource] = statement["Resource"]
    assert resource.endswith("/environment/e1n2v3a/configuration/p1r2o3f")


def test_programs_ask_the_agent_beside_them() -> None:
    url = built().component("flags").outputs["url"]
    assert url.startswith("http://localhost:2772/applications/")
    assert url.endswith("/environments/e1n2v3a/configurations/p1r2o3f")


def test_a_flag_that_the_settings_do_not_name_has_its_default() -> None:
    workload = make_workload(flags={"b": {"default": True}, "a": {}, "c": {"default": True}})
    document = flag_document(workload, {"c": FlagValue(enabled=False)})
    assert document == FlagDocument({"a": False, "b": True, "c": False})
    assert flag_document(make_workload(), {}) is None


def test_words_about_many_flags_are_as_long_as_aws_takes_them() -> None:
    names = [f"flag_number_{at:03}" for at in range(200)]
    many, fewer = (
        FlagDocument(dict.fromkeys(names, True)),
        FlagDocument({**dict.fromkeys(names, True), names[-1]: False}),
    )
    assert len(many.summary) == len(fewer.summary) == 1024
    assert many.summary != fewer.summary
