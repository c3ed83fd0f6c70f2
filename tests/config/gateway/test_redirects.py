"""Hosts that lead to another one: what can be written, and how a mistake is told."""

from pathlib import Path
from typing import Any

import pytest

from config import ConfigError
from config.checks.stack_checks import host_problems
from config.files.yaml_file import YamlFile
from config.loader import check
from config.settings import CloudSettings
from planning.public_hosts import health_paths, hosts
from tests.factories import SHOP, make_settings, make_workload, raw_settings, raw_workload

OPEN = {"paths": ["/"], "auth": "none"}


def told(redirects: Any, **changes: Any) -> tuple[str, ...]:
    """What is said of a shop with these redirects."""
    workload = raw_workload(**changes)
    workload["redirects"] = redirects
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    try:
        check("prod", raw_settings("prod"), *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()


def test_a_reserved_label_may_lead_to_a_host_that_answers() -> None:
    assert told({"www": "@", "help": "docs", "cdn": "static"}) == ()


def test_such_a_host_has_a_name_and_no_health_check() -> None:
    workload = make_workload(redirects={"www": "@"})
    assert set(hosts(workload)) - set(hosts(make_workload())) == {"www"}
    assert health_paths(workload) == health_paths(make_workload())


def test_the_domain_itself_may_lead_elsewhere() -> None:
    web = {"image": "web:1", "port": 80, "routes": [{**OPEN, "hosts": ["app"]}]}
    workload = {"services": {"web": web}, "redirects": {"@": "app"}}
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    check("prod", raw_settings("prod", sizes={}, images={}), *files, SHOP)


@pytest.mark.parametrize(
    ("redirects", "says"),
    [
        ({"www": "www"}, ("redirects.www", "is the host itself")),
        ({"www": "old", "old": "@"}, ("redirects.www", "leads on to @; write @ here")),
        ({"www": "nowhere"}, ("redirects.www", "nothing answers", "got 'nowhere'")),
        ({"www": "dosc"}, ("redirects.www", "did you mean docs?")),
        ({"docs": "@"}, ("redirects.docs", "service docs", "take it out there")),
        ({"static": "@"}, ("redirects.static", "bucket")),
        ({"www": None}, ("redirects.www", "must not be null")),
        ({"www": ""}, ("redirects.www", "one DNS label")),
        ({"www": "shop.example.com"}, ("redirects.www", "one DNS label", "got 'shop.example.com'")),
        ({"www.shop": "@"}, ("redirects.", "www.shop", "one DNS label")),
        ({"www": ["@"]}, ("redirects.www", "must be text")),
        (["www"], ("redirects", "must be")),
        ({f"h{number}": "@" for number in range(51)}, ("redirects", "at most 50")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_mistake_is_told_with_its_place_and_remedy(redirects: Any, says: tuple[str, ...]) -> None:
    problems = told(redirects)
    assert len(problems) == 1, problems
    assert [text for text in says if text not in problems[0]] == []


def test_a_circle_is_told_at_each_of_its_hosts() -> None:
    problems = told({"www": "old", "old": "www"})
    assert ["in a circle; let one of them answer" in each for each in problems] == [True, True]


def test_a_near_miss_of_the_key_is_told() -> None:
    files = YamlFile("Pulumi.prod.yaml", None, {})
    workload = {**raw_workload(), "redirect": {"www": "@"}}
    with pytest.raises(ConfigError, match=r"did you mean redirects\?"):
        check("prod", raw_settings("prod"), files, YamlFile("workload.yaml", workload, {}), SHOP)


def test_the_domain_of_another_environment_leads_nowhere(tmp_path: Path) -> None:
    settings = make_settings("prod")
    assert isinstance(settings, CloudSettings)
    (tmp_path / "Pulumi.staging.yaml").write_text(
        f"config: {{'plinth:settings': {{domain: staging.{settings.domain}}}}}"
    )
    workload = make_workload(redirects={"staging": "@"})
    [problem] = host_problems(workload, settings, tmp_path, "prod")
    assert "redirects.staging" in str(problem.key)
    assert "each name has one owner" in problem.remedy
