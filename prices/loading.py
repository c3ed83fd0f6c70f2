"""Reads the price list when somebody first asks for a price."""

import contextlib
import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from config.files import ConfigError, problems_of, yaml_file
from config.values import Section
from prices.rows import Free, Price, Product, RegionList

DATA = Path(__file__).parent / "data"
REGIONS = DATA / "regions"
KNOWN = "known"
"""Source of rows that were written from knowledge alone, and not read again from AWS."""
GLOBAL = "global"
"""Region of products that are billed in none."""

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)


class _Products(Section):
    """The file of products."""

    products: dict[str, Product]
    """Products by key."""


class _Frees(Section):
    """The file of types that cost nothing."""

    free: list[Free]
    """Groups of types with one reason."""


def _read(file: Path, model: type[Model]) -> Model:
    with contextlib.suppress(yaml.YAMLError, ValidationError):
        # libyaml takes a twentieth of the time. The other reader below reports the line.
        return model.model_validate(yaml.load(file.read_text(encoding="utf-8"), _FAST))
    content = yaml_file.read(file)
    try:
        return model.model_validate(content.content)
    except ValidationError as error:
        raise ConfigError(problems_of(error, model, content, ())) from None


@functools.cache
def products() -> Mapping[str, Product]:
    """Returns all products by key. A product with sizes stands for a family of instances."""
    return _read(DATA / "products.yaml", _Products).products


def product(key: str) -> Product | None:
    """Returns the product of a key, also of one with a size: `rds.single-az.db.r5.large`."""
    known = products()
    if found := known.get(key):
        return found
    stem = _stem(key)
    return known.get(stem) if stem else None


def _stem(key: str) -> str | None:
    """Returns the product that holds the instance classes of a key."""
    for each, found in products().items():
        if found.sizes and key.startswith(f"{each}."):
            return each
    return None


def regions() -> list[str]:
    """Returns the regions that have a file of prices."""
    return sorted(file.stem for file in REGIONS.glob("*.yaml") if file.stem != GLOBAL)


@functools.cache
def region_list(region: str, folder: Path = REGIONS) -> RegionList | None:
    """Returns the prices of a region; None if there is no file of it."""
    file = folder / f"{region}.yaml"
    return _read(file, RegionList) if file.is_file() else None


@functools.cache
def find(region: str, key: str) -> Price | None:
    """Returns a price, from the region's file or that of products without a region. A key with a
    size, such as `rds.single-az.db.r5.large`, finds it in its family's row."""
    for each in (region, GLOBAL):
        if not (known := region_list(each)):
            continue
        if found := known.rows.get(key):
            return found
        family, _, size = key.rpartition(".")
        if (row := known.rows.get(family)) and (found := row.of_size(size)):
            return found
    return None


def source(region: str, price: Price) -> str:
    """Returns the text of a price's source."""
    lists = (region_list(each) for each in (region, GLOBAL))
    texts = (each.sources.get(price.source) for each in lists if each)
    return next((text for text in texts if text), price.source)


@functools.cache
def free() -> Mapping[str, Free]:
    """Returns the types that cost nothing by themselves, each with its reason."""
    groups = _read(DATA / "free.yaml", _Frees).free
    return {type_: group for group in groups for type_ in group.types}


def oldest(region: str) -> date | None:
    """Returns the day on which the oldest row of a region was read; None without a file."""
    known = region_list(region)
    return min((row.read for row in known.rows.values()), default=None) if known else None


def age_days(region: str, today: date) -> int:
    """Returns the number of days since the oldest row of a region was read."""
    found = oldest(region)
    return (today - found).days if found else 0
