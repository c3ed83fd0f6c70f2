"""Keys of App Runner's answers that have no counterpart, each with what to do instead."""

UNKNOWN = "is no key of App Runner that this command knows; what it did is not in the workload"

_STATE = "says how it is now, and is no setting"

SERVICE = {
    "Service.ServiceArn": _STATE,
    "Service.ServiceId": _STATE,
    "Service.ServiceUrl": "is App Runner's own address: programs and people get new names",
    "Service.CreatedAt": _STATE,
    "Service.UpdatedAt": _STATE,
    "Service.DeletedAt": _STATE,
    "Service.Status": _STATE,
    "AutoDeploymentsEnabled": "a new image is a line under `images`: `make images-release`",
    "AuthenticationConfiguration": "tasks pull with a role that the platform makes",
    "ConfigurationSource": "the values of an apprunner.yaml are not in the answer: copy its port, "
    "command and variables",
    "HealthCheckConfiguration.*": "the platform has times of its own for its checks",
    "NetworkConfiguration.EgressConfiguration": "tasks stand in private subnets, and who reaches "
    "whom follows from `uses`",
    "NetworkConfiguration.IpAddressType": "the network has IPv4; CloudFront answers IPv6 clients",
    "ObservabilityConfiguration": "write `tracing: {}` in the settings",
    "EncryptionConfiguration": "images and data are encrypted by the environment's own key",
    "AutoScalingConfigurationSummary": "the figures are those of its own answer",
    "AutoScalingConfiguration.*": _STATE,
    "DNSTarget": _STATE,
    "ServiceArn": _STATE,
    "VpcDNSTargets": _STATE,
    "CustomDomains.*": _STATE,
    "NextToken": "is given where not all domains are in the answer: ask for the rest",
}
