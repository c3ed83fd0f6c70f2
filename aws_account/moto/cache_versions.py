"""Versions of caches. moto drops the version of a change, and tells no member of a group.

Source: docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
"""

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

from moto.core.responses import ActionResult
from moto.elasticache.models import ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse


def corrections() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Yields all corrections of this file."""
    modify = ElastiCacheResponse.modify_replication_group
    describe = ElastiCacheResponse.describe_cache_clusters

    def modified(self: ElastiCacheResponse) -> ActionResult:
        answer = modify(self)
        group: ReplicationGroup = answer.result["ReplicationGroup"]  # type: ignore[index]
        if version := self.params.get("EngineVersion"):
            group.engine_version = version
        return answer

    def described(self: ElastiCacheResponse) -> ActionResult:
        name = self.params.get("CacheClusterId")
        groups = self.elasticache_backend.replication_groups.values()
        for group in groups:
            if name in group.member_clusters:
                return ActionResult({"CacheClusters": [_member(group, str(name))]})
        return describe(self)

    yield mock.patch.object(ElastiCacheResponse, "modify_replication_group", modified)
    yield mock.patch.object(ElastiCacheResponse, "describe_cache_clusters", described)


def _member(group: ReplicationGroup, name: str) -> dict[str, Any]:
    return {
        "CacheClusterId": name,
        "ReplicationGroupId": group.replication_group_id,
        "CacheClusterStatus": group.status,
        "Engine": group.engine,
        "EngineVersion": group.engine_version,
        "CacheNodeType": group.cache_node_type,
    }
