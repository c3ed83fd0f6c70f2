"""Settings of the countries whose requests the edge answers."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from config.values import Broken, Section

_TEXT = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN "
    "BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
    "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL "
    "GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM "
    "JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD "
    "SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
_CODES = frozenset(_TEXT.split())
"""Codes of ISO 3166-1 alpha-2, which CloudFront takes."""
_NO_COUNTRY = {
    "UK": "write GB, the code of the United Kingdom",
    "EL": "write GR, the code of Greece",
    "EU": "is no country; write the codes of its members",
}
_CHECKERS = {
    "ap-northeast-1": "JP",
    "ap-southeast-1": "SG",
    "ap-southeast-2": "AU",
    "eu-west-1": "IE",
    "sa-east-1": "BR",
    "us-east-1": "US",
    "us-west-1": "US",
    "us-west-2": "US",
}
"""Regions from which Route 53 asks, each with its country
(docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html)."""
_FEWEST_CHECKERS = 3
"""Regions that a health check needs at least."""


def _country(value: str) -> str:
    code = value.upper()
    if code in _NO_COUNTRY:
        raise ValueError(_NO_COUNTRY[code])
    if code in _CODES and value != code:
        raise ValueError(f"is written in capitals: {code}")
    if code not in _CODES:
        raise ValueError("must be a country's code of two letters (ISO 3166-1), such as DE")
    return value


Country = Annotated[str, AfterValidator(_country), Field(examples=["DE"])]
_Countries = Annotated[
    list[Country], Field(min_length=1, max_length=249, examples=[["DE", "FI"], ["FR"]])
]


class CountriesSettings(Section):
    """Countries whose requests CloudFront answers: those of `allow`, or all but those of `block`.
    Requests from elsewhere get 403. A country is where the caller's address is registered."""

    allow: _Countries | None = None
    """Codes of the countries that are answered (ISO 3166-1, two capitals). Changed in place.
    Absent: all but those of `block`."""
    block: _Countries | None = None
    """Codes of the countries that are not answered. Changed in place. Absent: none; write `allow`
    or this."""

    def rules(self) -> Iterator[Broken]:
        """Checks that there is one list, which names each country once."""
        if self.allow is None and self.block is None:
            yield Broken("allow", None, "name the countries to allow, or those to block")
        if self.allow is not None and self.block is not None:
            yield Broken("block", self.block, "goes with no allow: who is not allowed is blocked")
        for key, codes in (("allow", self.allow), ("block", self.block)):
            twice = sorted({code for code in codes or () if (codes or []).count(code) > 1})
            if twice:
                yield Broken(key, codes, f"names {', '.join(twice)} twice")

    def answers(self, country: str) -> bool:
        """Returns true if requests from a country are answered."""
        return country in self.allow if self.allow else country not in (self.block or ())

    def checkers(self) -> list[str] | None:
        """Returns the regions from which Route 53 may ask for a host's health, as their country is
        answered; None for all of them, and an empty list if there are too few for a check."""
        found = [region for region, country in _CHECKERS.items() if self.answers(country)]
        if len(found) == len(_CHECKERS):
            return None
        return found if len(found) >= _FEWEST_CHECKERS else []
