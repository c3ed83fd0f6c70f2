"""Further domains: what can be written in both files, and how a mistake is told."""

from pathlib import Path
from typing import Any

import pytest

from config import ConfigError
from config.checks.stack_checks import host_problems, stack_problems
from config.domains import made_zones
from config.files.yaml_file import YamlFile
from config.loader import check
from config.settings import CloudSettings
from tests.factories import SHOP, make_settings, make_workload, raw_settings, raw_workload

GERMANY = {"germany": {"name": "shop.example.de"}}
ROUTE = {"paths": ["/shop"], "auth": "none"}
ZONE = "Z0123456789ABCDEFGHIJ"


def told(domains: Any, *hosts: str, stack: str = "prod", **settings: Any) -> str:
    """What is said of a shop with these domains, and a route at these hosts."""
    workload = raw_workload()
    workload["services"]["outlet"] = {
        "image": "outlet:1.0.0",
        "port": 80,
        "routes": [{**ROUTE, "hosts": list(hosts)}] if hosts else [],
    }
    changed = raw_settings(stack, domains=domains, **settings)
    files = YamlFile(f"Pulumi.{stack}.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    try:
        check(stack, changed, *files, SHOP)
    except ConfigError as error:
        return "\n".join(error.problems)
    return ""


@pytest.mark.parametrize("stack", ["prod", "staging", "dev"])
def test_each_environment_says_which_domain_it_is(stack: str) -> None:
    names = {"prod": "shop.example.de", "dev": "germany.localhost"}
    germany = {"germany": {"name": names.get(stack, "germany.staging.example.com")}}
    assert told(germany, "@", "@germany", "app@germany", stack=stack) == ""


def test_the_environment_that_does_not_say_it_is_told() -> None:
    said = told({}, "@germany")
    assert said.startswith("Pulumi.prod.yaml: domains.germany: is named by service outlet (@germa")
    assert "write germany: {name: germany.shop.example.com}, for example" in said
    assert "did you mean germany" in told(GERMANY, "@germani").replace("`", "").lower()


@pytest.mark.parametrize(
    ("domains", "says"),
    [
        ({"germany": {"name": "Shop.example.de"}}, ("domains.germany.name", "in lower case")),
        ({"germany": {"name": "shop.example.de."}}, ("domains.germany.name", "a domain name")),
        ({"germany": {"name": "*.example.de"}}, ("domains.germany.name", "a domain name")),
        ({"germany": {"name": "läden.example"}}, ("domains.germany.name", "xn--")),
        ({"germany": {"name": "example"}}, ("domains.germany.name", "a domain name")),
        ({"germany": {"name": "germany.localhost"}}, ("must be a public domain on AWS",)),
        ({"germany": {"name": "shop.example.com"}}, ("is domain already; each is written once",)),
        (
            {**GERMANY, "austria": {"name": "shop.example.de"}},
            ("domains.austria.name", "is domains.germany.name already"),
        ),
        ({**GERMANY, "austria": {"name": "shop.example.at"}}, ("has no host of the workload",)),
        (
            {"germany": {"name": "docs.shop.example.com"}},
            ("makes @germany the name docs.shop.example.com, which is that of the host docs",),
        ),
        (
            {"germany": {"name": "staging.shop.example.com"}},
            ("domains.germany.name", "is also that of Pulumi.staging.yaml"),
        ),
        ({"Germany": {"name": "shop.example.de"}}, ("domains.Germany", "lower-case")),
        ({"germany": {}}, ("domains.germany.name",)),
        ({"germany": {"name": "shop.example.de", "hosted_zone_id": "example.de"}}, ("zone",)),
        (
            {f"d{number}": {"name": f"d{number}.example"} for number in range(21)},
            ("domains", "20"),
        ),
    ],
    ids=lambda each: None if isinstance(each, dict) else each[0][:30],
)
def test_a_wrong_domain_is_refused_with_a_remedy(domains: Any, says: tuple[str, ...]) -> None:
    message = told(domains, "@germany")
    assert all(each in message for each in says), message


@pytest.mark.parametrize(
    ("hosts", "says"),
    [
        (["www@germany"], "is reserved (www"),
        (["api@"], "one DNS label"),
        (["a.b@germany"], "one DNS label"),
        (["api@shop.example.de"], "one DNS label"),
        (["@@germany"], "one DNS label"),
        (["a", "b", "c", "a@germany"], "needs 6 condition values"),
    ],
)
def test_a_wrong_host_is_refused_with_a_remedy(hosts: list[str], says: str) -> None:
    assert says in told(GERMANY, *hosts)


def test_two_services_may_have_a_path_at_different_domains() -> None:
    assert told(GERMANY, "docs@germany") == ""
    workload = raw_workload()
    other = {"image": "b:1.0.0", "port": 80, "routes": [{**ROUTE, "hosts": ["@germany"]}]}
    workload["services"] |= {"one": other, "two": other}
    says = r"services\.two\.routes\.0\.paths: is already a route of one"
    with pytest.raises(ConfigError, match=says):
        check(
            "prod",
            raw_settings("prod", domains=GERMANY),
            YamlFile("Pulumi.prod.yaml", None, {}),
            YamlFile("workload.yaml", workload, {}),
            SHOP,
        )


def test_a_private_service_has_the_first_domain_only() -> None:
    ledger = {
        "image": "ledger:1.0.0",
        "port": 80,
        "private": True,
        "routes": [{"hosts": ["ledger@germany"]}],
    }
    workload = raw_workload()
    workload["services"]["ledger"] = ledger
    with pytest.raises(ConfigError, match="private services have one domain for all; write ledger"):
        check(
            "prod",
            raw_settings("prod", domains=GERMANY),
            YamlFile("Pulumi.prod.yaml", None, {}),
            YamlFile("workload.yaml", workload, {}),
            SHOP,
        )


def test_the_names_of_an_edge_fit_into_one_certificate() -> None:
    domains = {f"d{number}": {"name": f"d{number}.example"} for number in range(5)}
    redirects = {f"@{key}": "@" for key in domains}
    needed = "quotas.certificate_names: the certificate of the edge needs 12 names"
    assert needed in told(domains, "@d0")
    workload = raw_workload()
    workload["redirects"] = redirects
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    granted = raw_settings("prod", domains=domains, quotas={"certificate_names": 12})
    check("prod", granted, *files, SHOP)


def test_a_pricing_plan_holds_one_apex_domain() -> None:
    edge = {**raw_settings("prod")["edge"], "plan": "business"}
    assert "holds one; leave the plan out" in told(GERMANY, "@germany", edge=edge)
    below = {"germany": {"name": "germany.example.com"}}
    assert told(below, "@germany", edge=edge) == ""


def test_a_domain_below_another_one_needs_no_zone() -> None:
    settings = make_settings(
        "prod",
        domains={
            "germany": {"name": "shop.example.de"},
            "outlet": {"name": "outlet.shop.example.de"},
            "austria": {"name": "austria.shop.example.com"},
            "old": {"name": "toys.example.org", "hosted_zone_id": ZONE},
        },
    )
    assert made_zones(settings.domain, settings.domains) == {"germany": "shop.example.de"}


def test_a_recovery_takes_the_domains_over_with_their_zones(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(
        "config:\n  plinth:settings:\n    domain: shop.example.com\n"
        "    domains: {germany: {name: shop.example.de}}\n"
    )
    settings = make_settings("prod", hosted_zone_id=ZONE, domains=GERMANY)
    assert isinstance(settings, CloudSettings)

    def places(stack: str, **domain: str) -> list[str]:
        changed = {"germany": {**GERMANY["germany"], **domain}}
        given = make_settings("prod", hosted_zone_id=ZONE, domains=changed)
        found = stack_problems(given, stack, tmp_path)
        return [each.key for each in found if each.key.startswith("domain")]

    assert places("prod-recovery") == ["domains.germany.hosted_zone_id"]
    assert places("prod-recovery", hosted_zone_id=ZONE) == []
    assert places("prod2") == ["domain", "domains.germany.name"]
    workload = make_workload(redirects={"germany": "@"})
    domains = "    domains: {germany: {name: germany.shop.example.com}}\n"
    (tmp_path / "Pulumi.other.yaml").write_text(f"config:\n  plinth:settings:\n{domains}")
    (broken,) = host_problems(workload, settings, tmp_path, "prod")
    assert broken.key == "redirects.germany"
