"""Rows for the path of requests: DNS, CloudFront, load balancers."""

from aws_account.mapping import attributes, shapes
from aws_account.mapping.row import Call, Named, Table, call, row

_ACTIONS = {
    "forward": "ForwardConfig",
    "fixedResponse": "FixedResponseConfig",
    "redirect": "RedirectConfig",
    "jwtValidation": "JwtValidationConfig",
    "authenticateOidc": "AuthenticateOidcConfig",
}


_TAGS = call("DescribeTags", ResourceArns=["{id}"])


def _retag(kind: str) -> tuple[Call, Call]:
    change = call(
        "ChangeTagsForResource",
        special=lambda inputs: (
            {"RemoveTagKeys": keys} if (keys := inputs.pop("tagKeys", None)) else {}
        ),
        ResourceType=kind,
        ResourceId="{id}",
    )
    return change, change


def _tags(kind: str) -> Call:
    return call("ListTagsForResource", at="ResourceTagSet", ResourceType=kind, ResourceId="{id}")


def _in(block: str, names: dict[str, str]) -> dict[str, str]:
    return {f"{block}.{name}": member for name, member in names.items()}


_VPC_COMES = call(
    "AssociateVPCWithHostedZone", HostedZoneId="{id}", takes="vpcs", adds="VPC", singly=True
)


def _record(action: str) -> Call:
    return call(
        "ChangeResourceRecordSets",
        special=shapes.record_set(action),
        takes="name type ttl records aliases zoneId" if action != "CREATE" else "",
    )


ROWS: Table = {
    "aws:lb/loadBalancer:LoadBalancer": row(
        "elbv2",
        call("CreateLoadBalancer", special=shapes.scheme),
        "LoadBalancers[0].LoadBalancerArn",
        also=(
            call("ModifyLoadBalancerAttributes", attributes=attributes.LOAD_BALANCER),
            call(
                "ModifyCapacityReservation",
                takes="minimumLoadBalancerCapacity",
                recorded="-",
                LoadBalancerArn="{id}",
            ),
        ),
        read=(
            call("DescribeLoadBalancers"),
            call("DescribeLoadBalancerAttributes", at="{Attributes: Attributes}"),
        ),
        tags=_TAGS,
        update=(
            call("SetSubnets", takes="subnets"),
            call("SetSecurityGroups", takes="securityGroups"),
            call("SetIpAddressType", takes="ipAddressType"),
        ),
        delete="DeleteLoadBalancer",
        named=Named(32),
        rename={
            "loadBalancerType": "Type",
            "subnets": "Subnets",
            "securityGroups": "SecurityGroups",
        },
        found={"internal": "Scheme=='internal'", "subnets": "AvailabilityZones[].SubnetId"},
        outputs={
            "arnSuffix": "{id|after:loadbalancer/}",
            "zoneId": "{aws.CanonicalHostedZoneId}",
            "arn": "{id}",
        },
    ),
    "aws:lb/targetGroup:TargetGroup": row(
        "elbv2",
        "CreateTargetGroup",
        "TargetGroups[0].TargetGroupArn",
        also=call(
            "ModifyTargetGroupAttributes",
            attributes=attributes.TARGET_GROUP,
        ),
        read=(
            call("DescribeTargetGroups"),
            call("DescribeTargetGroupAttributes", at="{Attributes: Attributes}"),
        ),
        tags=_TAGS,
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
        outputs={
            "arnSuffix": "targetgroup/{id|after:targetgroup/}",
            "arn": "{id}",
        },
    ),
    "aws:lb/listener:Listener": row(
        "elbv2",
        "CreateListener",
        "Listeners[0].ListenerArn",
        also=call(
            "ModifyListenerAttributes",
            attributes=attributes.LISTENER,
        ),
        read=(
            call("DescribeListeners"),
            call("DescribeListenerAttributes", at="{Attributes: Attributes}"),
        ),
        tags=_TAGS,
        update="ModifyListener",
        delete="DeleteListener",
        rename={"certificateArn": "Certificates.CertificateArn", **_in("defaultActions", _ACTIONS)},
        found={"certificateArn": "Certificates[0].CertificateArn"},
        outputs={"arn": "{id}"},
    ),
    "aws:lb/listenerRule:ListenerRule": row(
        "elbv2",
        "CreateRule",
        "Rules[0].RuleArn",
        read="DescribeRules",
        tags=_TAGS,
        update=(
            call("ModifyRule", takes="actions conditions transforms"),
            call(
                "SetRulePriorities",
                takes="priority",
                special=shapes.drop,
                RulePriorities=[{"RuleArn": "{id}", "Priority": "{priority}"}],
            ),
        ),
        delete="DeleteRule",
        rename=_in("actions", _ACTIONS),
        outputs={"arn": "{id}"},
    ),
    "aws:lb/listenerCertificate:ListenerCertificate": row(
        "elbv2",
        "AddListenerCertificates",
        "{listenerArn}_{certificateArn}",
        read=call(
            "DescribeListenerCertificates",
            # The default certificate is the listener's own.
            at="Certificates[?CertificateArn=='{certificateArn}' && !IsDefault]"
            ".{certificateArn: CertificateArn, listenerArn: '{listenerArn}'} | [0]",
            ListenerArn="{listenerArn}",
        ),
        delete=call(
            "RemoveListenerCertificates",
            ListenerArn="{listenerArn}",
            Certificates=[{"CertificateArn": "{certificateArn}"}],
        ),
        rename={"certificateArn": "Certificates.CertificateArn"},
        found={"certificateArn": "certificateArn", "listenerArn": "listenerArn"},
    ),
    "aws:lb/trustStore:TrustStore": row(
        "elbv2",
        "CreateTrustStore",
        "TrustStores[0].TrustStoreArn",
        lacks="arn:{partition}:elasticloadbalancing:{region}:{account}:truststore/{name}/{hex16}",
        named=Named(32),
        outputs={"arn": "{id}", "arnSuffix": "{id|after:truststore/}"},
    ),
    "aws:lb/trustStoreRevocation:TrustStoreRevocation": row(
        "elbv2",
        "AddTrustStoreRevocations",
        "{trustStoreArn},{aws.TrustStoreRevocations[0].RevocationId}",
        lacks="{trustStoreArn},1",
        rename={
            "revocationsS3Bucket": "RevocationContents.S3Bucket",
            "revocationsS3Key": "RevocationContents.S3Key",
            "revocationsS3ObjectVersion": "RevocationContents.S3ObjectVersion",
        },
        delete=call(
            "RemoveTrustStoreRevocations",
            TrustStoreArn="{id|before:,}",
            RevocationIds=["{id|after:,}"],
        ),
    ),
    "aws:route53/zone:Zone": row(
        "route53",
        call(
            "CreateHostedZone",
            CallerReference="{logical}-{hex8}",
            HostedZoneConfig={"Comment": "Managed by Pulumi"},
            special=shapes.first_vpc,
        ),
        "{aws.HostedZone.Id|after:/hostedzone/}",
        also=(
            call(
                "ChangeTagsForResource", takes="tags", ResourceType="hostedzone", ResourceId="{id}"
            ),
            call(
                "UpdateHostedZoneFeatures",
                takes="enableAcceleratedRecovery",
                recorded="-",
                HostedZoneId="{id}",
            ),
            _VPC_COMES,
        ),
        read=call(
            "GetHostedZone",
            at="merge(HostedZone, {DelegationSet: DelegationSet, VPCs: VPCs})",
            Id="{id}",
        ),
        tags=_tags("hostedzone"),
        retag=_retag("hostedzone"),
        update=(
            call("UpdateHostedZoneComment", Id="{id}"),
            # A zone keeps one VPC at least, so new ones come first.
            _VPC_COMES,
            call(
                "DisassociateVPCFromHostedZone",
                HostedZoneId="{id}",
                takes="vpcs",
                removes="VPC",
                singly=True,
            ),
        ),
        delete=call("DeleteHostedZone", Id="{id}"),
        rename={"comment": "HostedZoneConfig.Comment", "tags": "AddTags"},
        found={"comment": "Config.Comment", "vpcs": "VPCs"},
        outputs={
            "zoneId": "{id}",
            "arn": "arn:{partition}:route53:::hostedzone/{id}",
            "nameServers": shapes.name_servers,
            "primaryNameServer": lambda answer: shapes.name_servers(answer)[0],
        },
        local="forceDestroy",
        region="us-east-1",
    ),
    "aws:route53/record:Record": row(
        "route53",
        _record("CREATE"),
        "{zoneId}_{name}_{type}",
        read=call(
            "ListResourceRecordSets",
            HostedZoneId="{zoneId}",
            StartRecordName="{name}",
            StartRecordType="{type}",
            MaxItems="1",
            at="ResourceRecordSets[?Type=='{type}' && starts_with(Name, '{name}')] | [0]",
        ),
        update=_record("UPSERT"),
        delete=_record("DELETE"),
        rename={
            "ttl": "TTL",
            "aliases": "AliasTarget",
            "aliases.name": "DNSName",
            "aliases.zoneId": "HostedZoneId",
        },
        found={
            "records": "ResourceRecords[].Value",
            "cidrRoutingPolicy": "CidrRoutingConfig",
            "failoverRoutingPolicies": "Failover",
            "geolocationRoutingPolicies": "GeoLocation",
            "geoproximityRoutingPolicy": "GeoProximityLocation",
            "latencyRoutingPolicies": "Region",
            "multivalueAnswerRoutingPolicy": "MultiValueAnswer",
            "weightedRoutingPolicies": "Weight",
        },
        outputs={"fqdn": "{name}"},
        local="allowOverwrite",
        region="us-east-1",
    ),
    "aws:route53/healthCheck:HealthCheck": row(
        "route53",
        call("CreateHealthCheck", into="HealthCheckConfig", CallerReference="{logical}-{hex8}"),
        "HealthCheck.Id",
        also=call(
            "ChangeTagsForResource", takes="tags", ResourceType="healthcheck", ResourceId="{id}"
        ),
        read=call("GetHealthCheck", at="HealthCheck.HealthCheckConfig", HealthCheckId="{id}"),
        tags=_tags("healthcheck"),
        retag=_retag("healthcheck"),
        update=call("UpdateHealthCheck", HealthCheckId="{id}"),
        delete=call("DeleteHealthCheck", HealthCheckId="{id}"),
        found={"ipAddress": "IPAddress", "invertHealthcheck": "Inverted"},
        rename={"fqdn": "FullyQualifiedDomainName", "enableSni": "EnableSNI", "tags": "AddTags"},
        outputs={"arn": "arn:{partition}:route53:::healthcheck/{id}"},
        region="us-east-1",
    ),
}
