"""Keys of Copilot's manifests that have no counterpart, each with what to do instead."""

_TIMES = "the platform has times of its own for its checks"
_LISTENER = "listeners and certificates are the platform's, for all hosts below `domain`"
_CERTIFICATE = (
    "the platform makes certificates for all hosts below `domain`; to use this one, name it under "
    "existing.certificates (docs/existing.md)"
)
_NLB = "there is no network load balancer for services; serve HTTP, or declare one in own/"
_LOG = "logs go to CloudWatch, kept for `retention.logs_days`"
_NET = "tasks stand in private subnets, and who reaches whom follows from `uses`"
_IMAGE = "give it to the build that pushes the image (`make images-release`)"
_EFS = "is a file system (EFS), which tasks do not mount here: keep files in a bucket"
_FIFO = "order is kept within a message group; name the group when sending"
_FILE = "copy its variables under environment, and its secrets under uses.secrets"

UNKNOWN = "is no key of Copilot that this command knows; what it did is not in the workload"

FILES = {
    "**/overrides/**/*.*": "patches of CloudFormation do not apply: write them as own/overrides.py",
    "pipelines/*/*.yml": "pipelines are .github/workflows and docs/pipelines.md",
}

SERVICE = {
    "http.alb": "the platform makes its own load balancer",
    "http.certificate": _CERTIFICATE,
    "http.deregistration_delay": _TIMES,
    "http.healthcheck": _TIMES,
    "http.hosted_zone": "write it as `hosted_zone_id` of the environment's settings",
    "http.private": "leave out the routes, and programs name it under uses.services",
    "http.redirect_to_https": "is so for all services here",
    "http.stickiness": "off is the default: write `sticky_minutes` to switch it on",
    "http.target_container": "requests reach the program itself, at `port`, and never a sidecar",
    "http.target_port": "requests reach the program at `port`: one port for a service",
    "http.version": "tasks are called by HTTP/1.1",
    "http.additional_rules": "is one rule of the service's routes",
    "http.additional_rules.*": _LISTENER,
    "http": _LISTENER,
    "nlb": _NLB,
    "image.credentials": "pull through the platform's own repositories",
    "image.labels": "labels become no tags; see `tags` of the settings",
    "image.depends_on": "write `starts: before` at the sidecar, and `health`",
    "image.healthcheck": "the gateway asks `health_path`, and ECS restarts what has ended",
    "image": _IMAGE,
    "count.memory_percentage": "tasks scale by CPU and by requests: write those",
    "count.response_time": "tasks scale by CPU and by requests: write those",
    "count.queue_delay": "the pauses are those of the settings",
    "count.cooldown": "the pauses are those of the settings",
    "count": "App Runner's own scaling: write sizes.<service> of the settings",
    "exec": "write services.exec of the settings, or `operators.sessions`; never in production",
    "deployment": "write services.deployment of the settings; alarms roll back by themselves",
    "entrypoint": "write it into the image: `command` replaces its arguments only",
    "network.connect": "services call each other by <NAME>_URL: name them under uses.services",
    "network": _NET,
    "env_file": _FILE,
    "storage.ephemeral": "a task has 20 GiB: read and write larger files in a bucket",
    "storage": _EFS,
    "publish": "topics have no other settings here",
    "logging": _LOG,
    "observability": "write `tracing` of the settings (docs/tracing.md)",
    "taskdef_overrides": "write it as own/overrides.py (docs/own.md)",
    "tags": "write `tags` of the settings",
    "subscribe.queue.fifo": _FIFO,
    "subscribe.topics": "is one subscription of the worker's queue",
    "subscribe": "queues have no other settings here",
    "retries": "a job that fails is told by an alarm, and starts again at its next time",
    "timeout": "end the job itself after that time",
    "files": "upload by `aws s3 sync` after a deployment",
    "sidecars.*.port": "requests reach the program itself; it reaches the sidecar at localhost",
    "sidecars.*.credentialsParameter": "pull through the platform's own repositories",
    "sidecars.*.credentials_parameter": "pull through the platform's own repositories",
    "sidecars.*.env_file": _FILE,
    "sidecars.*.mount_points": "write shared_paths of the sidecar, for folders of the program",
    "sidecars.*.labels": "labels become no tags",
    "sidecars.*.depends_on": "write `starts: before` at the sidecar, and `health`",
    "sidecars.*.entrypoint": "write it into the image",
    "sidecars.*.healthcheck": "write `health` of the sidecar",
    "sidecars.*.image": _IMAGE,
    "environments.*.variables": "variables are the same everywhere: branch by APP_ENV",
    "environments.*.secrets": "secrets have the same names everywhere, and values of each account",
    "environments.*.image": "write images.<repository> of the environment's settings",
    "environments": "is the same in every environment here, except sizes and images",
}

ENVIRONMENT = {
    "tags": "write `tags` of the settings",
    "network.vpc.id": "the platform makes a network of its own; to use this one, name it under "
    "network.existing (docs/existing.md)",
    "network.vpc.subnets": "the subnets follow from network.cidr and network.zones; to use these, "
    "name them under network.existing",
    "network.vpc.security_group": "who reaches whom follows from `uses`",
    "network.vpc.flow_logs": "the network has flow logs, kept for `retention.logs_days`",
    "network": "the platform makes a network of its own",
    "cdn": _LISTENER,
    "cdn.certificate": _CERTIFICATE,
    "cdn.static_assets": "declare a bucket with purpose static, and its path",
    "cdn.terminate_tls": "CloudFront and the load balancer speak TLS to each other",
    "http.public.certificates": _CERTIFICATE,
    "http.public.access_logs": "the load balancer's access logs have a bucket of the platform",
    "http.public.ssl_policy": "write gateway.tls_policy",
    "http.public.ingress": "with `edge` only CloudFront reaches the load balancer; see allow_from",
    "http.private": "programs call each other directly; gateway.private is for other networks",
    "http": _LISTENER,
    "observability": "write `tracing` of the settings (docs/tracing.md)",
}
