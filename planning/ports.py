"""Ports that clients know by heart. They are the same on AWS and in the containers on Docker, but
for the search engine's."""

POSTGRESQL = 5432
REDIS = 6379
"""Valkey listens on it, too."""
HTTPS = 443
OPENSEARCH = 9200
"""On Docker only; the managed service listens on 443."""
FLAGS = 2772
"""The agent of AWS AppConfig answers there. Source: docs.aws.amazon.com/appconfig/latest/userguide/
appconfig-integration-containers-agent-configuring.html"""
