"""AWS's list prices: by region and product, each with its source and the day it was read.

    data/products.yaml           the products: unit, meaning, and how AWS's own list is asked
    data/regions/<region>.yaml   the prices of a region; `global` has those that have no region
    data/free.yaml               resource types that cost nothing by themselves
    find(region, key)            a price; None if the region's file does not have it

The list knows nothing of this program's resources. `operations/cost` multiplies it with what a plan
creates, and refreshes it from the AWS Price List.
"""

from prices.loading import (
    GLOBAL,
    KNOWN,
    REGIONS,
    age_days,
    find,
    free,
    oldest,
    product,
    products,
    region_list,
    regions,
    source,
)
from prices.rows import Ask, Free, Price, Product, RegionList, Tier
from prices.writing import rewritten

__all__ = [
    "GLOBAL",
    "KNOWN",
    "REGIONS",
    "Ask",
    "Free",
    "Price",
    "Product",
    "RegionList",
    "Tier",
    "age_days",
    "find",
    "free",
    "oldest",
    "product",
    "products",
    "region_list",
    "regions",
    "rewritten",
    "source",
]
