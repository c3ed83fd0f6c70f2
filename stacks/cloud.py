"""Builds the architecture on AWS, in which each part uses only the parts above it.

    Foundation   keys, log bucket, network
    Gateway      hosted zone, certificates, load balancer
    Storage      buckets, images, secrets that people enter
    Messages     topics, queues, subscriptions, events of buckets
    Compute      the cluster, and the runner of single tasks
    Data         the databases with their logins, the caches with their users, the search engine
    Copies       the vault for copies of the data, and the plans that fill it
    Team         the resources of own/, which programs use by name
    Programs     services, workers, jobs; each may reach what its `uses` name
    FrontDoor    the edge, its firewall, and the names that lead to it
    Watch        alarms on all of it, and the ways by which people are told

Environments differ only in data: sizes, counts, and sections that are absent.
"""

from typing import Any

from config import CloudPlatform
from extension import NOTHING, Team
from stacks.on_aws import (
    Compute,
    Copies,
    Data,
    Foundation,
    FrontDoor,
    Gateway,
    Messages,
    Programs,
    Storage,
    TeamResources,
)
from stacks.watching import Watch


def build(platform: CloudPlatform, team: Team = NOTHING) -> dict[str, Any]:
    """Builds one environment; returns the facts that people and pipelines need to know about it."""
    base = Foundation(platform)
    gateway = Gateway(base)
    storage = Storage(base)
    messages = Messages(base, storage)
    compute = Compute(base)
    data = Data(base, compute, storage)
    Copies(base, storage, data)
    own = TeamResources(team, base, gateway, messages, storage, compute, data)
    programs = Programs(base, gateway, messages, storage, compute, data, own)
    front_door = FrontDoor(base, gateway, storage)
    Watch(base, gateway, messages, compute, data, programs, front_door)
    outputs: dict[str, Any] = {
        "urls": front_door.names.urls,
        "name_servers": gateway.zone.name_servers,
        "public_addresses": base.network.public_addresses,
        "registry": storage.registry.host,
        "cluster": compute.cluster.name,
        "database_host": data.database.host if data.database else None,
        "cache_host": data.caches.first.host if data.caches.first else None,
        "queues": {name: queue.url for name, queue in messages.queues.items()},
        "buckets": {name: bucket.bucket for name, bucket in storage.buckets.items()},
    }
    if further := front_door.further_names:
        outputs["domain_urls"] = {key: names.urls for key, names in further.items()}
        outputs["domain_name_servers"] = gateway.name_servers
    if search := data.search:
        outputs["search_url"] = search.url
    if others := data.servers.by_key:
        outputs["database_hosts"] = {key: each.host for key, each in others.items()}
    if named := data.caches.by_key:
        outputs["cache_hosts"] = {key: each.host for key, each in named.items()}
    if private := gateway.private:
        outputs["private_urls"] = private.names.urls
        outputs["private_load_balancer"] = private.load_balancer.dns_name
    if shared := messages.for_partners:
        outputs["partner_topics"] = shared
        outputs["message_key"] = base.key.arn
    return outputs | own.add(programs.running, programs.services, taken=outputs)
