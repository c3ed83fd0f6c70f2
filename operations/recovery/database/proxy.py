"""The target of the database's proxy: the instance behind it, which programs never see."""

from typing import Any

from operations.procedure import Look
from operations.recovery.database.instances import Instances, name

GROUP = "default"
"""The one target group of a proxy."""


class ProxyTarget:
    """The instances that a proxy is registered with. It takes one, and no replica."""

    def __init__(self, instances: Instances, proxy: str) -> None:
        self._instances, self._proxy = instances, proxy

    def leads_to(self, resource_id: str) -> bool:
        """Returns true if an instance is behind the proxy."""
        return any(self._resource_id(each) == resource_id for each in self._targets())

    def look(self, resource_id: str) -> Look:
        """Returns whether the proxy answers with an instance, and no other."""
        targets = self._targets()
        if [self._resource_id(each) for each in targets] != [resource_id]:
            return Look.TO_DO
        state = targets[0].get("TargetHealth", {}).get("State")
        # It logs in to the instance first; until then it answers nobody.
        return Look.DONE if state == "AVAILABLE" else Look.UNDER_WAY

    def leave(self, resource_id: str) -> None:
        """Takes an instance from behind the proxy, which then lets its clients wait."""
        for each in self._targets():
            if self._resource_id(each) == resource_id:
                self._deregister(each)

    def lead_to(self, resource_id: str) -> None:
        """Puts an instance behind the proxy in place of any other."""
        wanted = name(self._instances.get(resource_id))
        targets = self._targets()
        for each in targets:
            if each["RdsResourceId"] != wanted:
                self._deregister(each)
        if wanted not in [each["RdsResourceId"] for each in targets]:
            self._instances.client.register_db_proxy_targets(
                DBProxyName=self._proxy, TargetGroupName=GROUP, DBInstanceIdentifiers=[wanted]
            )

    def _targets(self) -> list[dict[str, Any]]:
        answer = self._instances.client.describe_db_proxy_targets(DBProxyName=self._proxy)
        found: list[dict[str, Any]] = answer["Targets"]
        return found

    def _resource_id(self, target: dict[str, Any]) -> str:
        found = self._instances.named(target["RdsResourceId"])
        return str(found["DbiResourceId"]) if found else ""

    def _deregister(self, target: dict[str, Any]) -> None:
        self._instances.client.deregister_db_proxy_targets(
            DBProxyName=self._proxy,
            TargetGroupName=GROUP,
            DBInstanceIdentifiers=[target["RdsResourceId"]],
        )
