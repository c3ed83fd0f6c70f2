"""The logs that a search engine publishes; pure."""

from collections.abc import Mapping

LOG_TYPES: Mapping[str, str] = {
    "engine-log": "ES_APPLICATION_LOGS",
    "slow-searches": "SEARCH_SLOW_LOGS",
    "slow-writes": "INDEX_SLOW_LOGS",
}
"""Types of OpenSearch Service's logs, by the names of their log groups. The slow ones are empty
until a program sets what is slow, index by index."""
