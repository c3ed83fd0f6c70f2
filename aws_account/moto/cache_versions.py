"""Versions, shards, users and logs of caches. moto drops all but a few parts of a change, tells no
member of a group, and cannot change the number of shards.

Source: docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
and API_ModifyReplicationGroupShardConfiguration.html
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

from moto.core.responses import ActionResult
from moto.elasticache.models import ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse

_CHANGED = {
    "EngineVersion": "engine_version",
    "SnapshotWindow": "snapshot_window",
    "TransitEncryptionMode": "transit_encryption_mode",
}
"""Inputs of a group that can be changed, with moto's name for each."""


def corrections() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Yields all corrections of this file."""
    modify = ElastiCacheResponse.modify_replication_group
    describe = ElastiCacheResponse.describe_cache_clusters

    def modified(self: ElastiCacheResponse) -> ActionResult:
        answer = modify(self)
        group: ReplicationGroup = answer.result["ReplicationGroup"]  # type: ignore[index]
        for parameter, attribute in _CHANGED.items():
            if parameter in self.params:
                setattr(group, attribute, self.params[parameter])
        _tell_others(group, self.params)
        return answer

    def described(self: ElastiCacheResponse) -> ActionResult:
        name = self.params.get("CacheClusterId")
        groups = self.elasticache_backend.replication_groups.values()
        for group in groups:
            if name in group.member_clusters:
                return ActionResult({"CacheClusters": [_member(group, str(name))]})
        return describe(self)

    def reshaped(self: ElastiCacheResponse) -> ActionResult:
        group = self.elasticache_backend.replication_groups[self.params["ReplicationGroupId"]]
        _divide(group, int(self.params["NodeGroupCount"]))
        return ActionResult({"ReplicationGroup": group})

    yield mock.patch.object(
        ElastiCacheResponse, "modify_replication_group_shard_configuration", reshaped, create=True
    )
    yield mock.patch.object(ElastiCacheResponse, "modify_replication_group", modified)
    yield mock.patch.object(ElastiCacheResponse, "describe_cache_clusters", described)


def _tell_others(group: ReplicationGroup, change: Mapping[str, Any]) -> None:
    """Gives a group other users, and others who get its logs."""
    gone = change.get("UserGroupIdsToRemove") or ()
    stay = [each for each in group.user_group_ids if each not in gone]
    group.user_group_ids = [*stay, *(change.get("UserGroupIdsToAdd") or ())]
    given = change.get("LogDeliveryConfigurations") or ()
    kinds = {each["LogType"] for each in given}
    logs = group.log_delivery_configurations
    group.log_delivery_configurations = [
        *(each for each in logs if each["LogType"] not in kinds),
        *group._get_log_delivery_configurations([each for each in given if each.get("Enabled", 1)]),
    ]


def _divide(group: ReplicationGroup, count: int) -> None:
    """Gives a group as many shards. Those with the highest numbers go."""
    shards = group.node_groups[:count]
    for number in range(len(shards) + 1, count + 1):
        members = [
            {**each, "cache_cluster_id": f"{group.replication_group_id}-{number:04}-{index:03}"}
            for index, each in enumerate(shards[0]["node_group_members"], start=1)
        ]
        shards.append({**shards[0], "node_group_id": f"{number:04}", "node_group_members": members})
    group.node_groups = shards
    group.member_clusters = [
        each["cache_cluster_id"] for shard in shards for each in shard["node_group_members"]
    ]


def _member(group: ReplicationGroup, name: str) -> dict[str, Any]:
    return {
        "CacheClusterId": name,
        "ReplicationGroupId": group.replication_group_id,
        "CacheClusterStatus": group.status,
        "Engine": group.engine,
        "EngineVersion": group.engine_version,
        "CacheNodeType": group.cache_node_type,
    }
