"""Countries that the edge answers: what can be written, how a mistake is told, who asks for
health."""

from typing import Any

import pytest

from config import ConfigError
from config.edge import CountriesSettings
from config.files.yaml_file import YamlFile
from config.loader import check
from config.notices.settings_notices import unwatched
from config.settings import CloudSettings
from tests.factories import SHOP, make_settings, raw_settings, raw_workload

EDGE = {"price_class": "PriceClass_100"}


def told(countries: Any) -> tuple[str, ...]:
    """What is said of a shop whose edge answers these countries."""
    given = raw_settings("prod", edge={**EDGE, "countries": countries})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("w.yaml", raw_workload(), {})
    try:
        check("prod", given, *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("countries", [None, {"allow": ["NO", "SE"]}, {"block": ["KP"]}])
def test_one_list_of_countries_can_be_written(countries: Any) -> None:
    assert told(countries) == ()


@pytest.mark.parametrize(
    ("countries", "says"),
    [
        ({}, ("countries.allow", "name the countries")),
        ({"allow": ["FI"], "block": ["SE"]}, ("countries.block", "goes with no allow")),
        ({"allow": []}, ("countries.allow", "at least 1")),
        ({"allow": None, "block": None}, ("countries.allow", "name the countries")),
        ({"allow": "FI"}, ("countries.allow", "must be a list")),
        ({"allow": ["fi"]}, ("countries.allow.0", "in capitals: FI", "got 'fi'")),
        ({"allow": ["UK"]}, ("countries.allow.0", "write GB")),
        ({"allow": ["EU"]}, ("countries.allow.0", "its members")),
        ({"allow": ["FIN"]}, ("countries.allow.0", "two letters", "such as DE")),
        ({"allow": ["XX"]}, ("countries.allow.0", "two letters")),
        ({"allow": [False]}, ("countries.allow.0", "must be text")),
        ({"allow": ["FI", "FI"]}, ("countries.allow", "names FI twice")),
        ({"allowed": ["FI"]}, ("did you mean allow?",)),
        (["FI"], ("edge.countries",)),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place_and_remedy(countries: Any, says: tuple[str, ...]) -> None:
    problems = told(countries)
    assert problems
    assert [text for text in says if text not in problems[0]] == []


@pytest.mark.parametrize(
    ("countries", "checkers"),
    [
        ({"block": ["KP"]}, None),
        ({"block": ["US"]}, 5),
        ({"block": ["JP"]}, 7),
        ({"allow": ["US", "FI"]}, 3),
        ({"allow": ["IE", "JP"]}, 0),
        ({"allow": ["FI"]}, 0),
    ],
    ids=str,
)
def test_health_is_asked_for_from_answered_countries_only(
    countries: dict[str, list[str]], checkers: int | None
) -> None:
    found = CountriesSettings.model_validate(countries).checkers()
    assert (None if found is None else len(found)) == checkers
    settings = make_settings("prod", edge={**EDGE, "countries": countries})
    assert isinstance(settings, CloudSettings)
    notices = list(unwatched(settings))
    assert [each.key for each in notices] == ["edge.countries.allow"] * (checkers == 0)
