"""What requests pass: DNS, CloudFront, load balancers."""

from emulator.mapping import shapes
from emulator.mapping.row import Named, Table, call, row

_ACTIONS = {
    "forward": "ForwardConfig",
    "fixedResponse": "FixedResponseConfig",
    "redirect": "RedirectConfig",
    "jwtValidation": "JwtValidationConfig",
    "authenticateOidc": "AuthenticateOidcConfig",
}


def _in(block: str, names: dict[str, str]) -> dict[str, str]:
    return {f"{block}.{name}": member for name, member in names.items()}


ROWS: Table = {
    "aws:lb/loadBalancer:LoadBalancer": row(
        "elbv2",
        call("CreateLoadBalancer", special=shapes.scheme),
        "LoadBalancers[0].LoadBalancerArn",
        read=(
            call("DescribeLoadBalancers"),
            call("DescribeLoadBalancerAttributes", at="{Attributes: Attributes}"),
            call("DescribeTags", at="TagDescriptions[0]", ResourceArns=["{id}"]),
        ),
        also=call(
            "ModifyLoadBalancerAttributes",
            takes=shapes.firsts(shapes.BALANCER_ATTRIBUTES),
            special=shapes.attributes(shapes.BALANCER_ATTRIBUTES),
        ),
        delete="DeleteLoadBalancer",
        named=Named(32),
        rename={"loadBalancerType": "Type", "subnets": "Subnets", "securityGroups": "SecurityGroups"},
        outputs={"arnSuffix": "{aws.after(LoadBalancerArn,'loadbalancer/')}", "zoneId": "{aws.CanonicalHostedZoneId}", "arn": "{id}"},
        replaces="name internal loadBalancerType",
    ),
    "aws:lb/targetGroup:TargetGroup": row(
        "elbv2",
        "CreateTargetGroup",
        "TargetGroups[0].TargetGroupArn",
        read=(
            call("DescribeTargetGroups"),
            call("DescribeTargetGroupAttributes", at="{Attributes: Attributes}"),
            call("DescribeTags", at="TagDescriptions[0]", ResourceArns=["{id}"]),
        ),
        also=call(
            "ModifyTargetGroupAttributes",
            takes=shapes.firsts(shapes.TARGET_GROUP_ATTRIBUTES),
            special=shapes.attributes(shapes.TARGET_GROUP_ATTRIBUTES),
        ),
        update="ModifyTargetGroup",
        delete="DeleteTargetGroup",
        named=Named(32),
        rename={
            **_in(
                "healthCheck",
                {
                    "healthyThreshold": "HealthyThresholdCount",
                    "unhealthyThreshold": "UnhealthyThresholdCount",
                    "interval": "HealthCheckIntervalSeconds",
                    "timeout": "HealthCheckTimeoutSeconds",
                    "matcher": "Matcher.HttpCode",
                },
            )
        },
        outputs={"arnSuffix": "targetgroup/{aws.after(TargetGroupArn,'targetgroup/')}", "arn": "{id}"},
        replaces="name port protocol vpcId targetType",
    ),
    "aws:lb/listener:Listener": row(
        "elbv2",
        "CreateListener",
        "Listeners[0].ListenerArn",
        read=(
            call("DescribeListeners"),
            call("DescribeListenerAttributes", at="{Attributes: Attributes}"),
            call("DescribeTags", at="TagDescriptions[0]", ResourceArns=["{id}"]),
        ),
        also=call(
            "ModifyListenerAttributes",
            takes=shapes.firsts(shapes.LISTENER_ATTRIBUTES),
            special=shapes.attributes(shapes.LISTENER_ATTRIBUTES),
        ),
        update="ModifyListener",
        delete="DeleteListener",
        rename={"certificateArn": "Certificates.CertificateArn", **_in("defaultActions", _ACTIONS)},
        outputs={"arn": "{id}"},
        replaces="loadBalancerArn",
    ),
    "aws:lb/listenerRule:ListenerRule": row(
        "elbv2",
        "CreateRule",
        "Rules[0].RuleArn",
        read=(
            call("DescribeRules"),
            call("DescribeTags", at="TagDescriptions[0]", ResourceArns=["{id}"]),
        ),
        update="ModifyRule",
        delete="DeleteRule",
        rename=_in("actions", _ACTIONS),
        outputs={"arn": "{id}"},
        replaces="listenerArn",
    ),
    "aws:route53/zone:Zone": row(
        "route53",
        call("CreateHostedZone", CallerReference="{logical}-{hex8}"),
        "after(HostedZone.Id, '/hostedzone/')",
        read=(
            call("GetHostedZone", Id="{id}"),
            call(
                "ListTagsForResource",
                at="ResourceTagSet",
                ResourceType="hostedzone",
                ResourceId="{id}",
            ),
        ),
        also=(
            call("ChangeTagsForResource", takes="tags", ResourceType="hostedzone",
                  ResourceId="{id}"),
            call("UpdateHostedZoneFeatures", takes="enableAcceleratedRecovery", recorded="-",
                 HostedZoneId="{id}"),
        ),
        delete=call("DeleteHostedZone", Id="{id}"),
        rename={"comment": "HostedZoneConfig.Comment", "tags": "AddTags"},
        outputs={
            "zoneId": "{id}",
            "arn": "arn:aws:route53:::hostedzone/{id}",
            "nameServers": "{aws.DelegationSet.NameServers}",
            "primaryNameServer": "{aws.DelegationSet.NameServers[0]}",
        },
        local="forceDestroy",
        replaces="name",
        region="us-east-1",
    ),
    "aws:route53/record:Record": row(
        "route53",
        call("ChangeResourceRecordSets", special=shapes.record_set, HostedZoneId="{zoneId}"),
        "{zoneId}_{name}_{type}",
        read=call(
            "ListResourceRecordSets",
            HostedZoneId="{zoneId}",
            StartRecordName="{name}",
            StartRecordType="{type}",
            MaxItems="1",
        ),
        rename={"records": "ResourceRecords", "ttl": "TTL"},
        outputs={"fqdn": "{name}"},
        local="allowOverwrite",
        replaces="zoneId name type",
        region="us-east-1",
    ),
    "aws:route53/healthCheck:HealthCheck": row(
        "route53",
        call(
            "CreateHealthCheck", into="HealthCheckConfig", CallerReference="{logical}-{hex8}"
        ),
        "HealthCheck.Id",
        read=call("GetHealthCheck", HealthCheckId="{id}"),
        also=call("ChangeTagsForResource", takes="tags", ResourceType="healthcheck",
                  ResourceId="{id}"),
        update=call("UpdateHealthCheck", HealthCheckId="{id}"),
        delete=call("DeleteHealthCheck", HealthCheckId="{id}"),
        rename={"fqdn": "FullyQualifiedDomainName", "enableSni": "EnableSNI", "tags": "AddTags"},
        outputs={"arn": "arn:aws:route53:::healthcheck/{id}"},
        replaces="type requestInterval",
        region="us-east-1",
    ),
}
