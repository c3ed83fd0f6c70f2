"""Rows for CloudFront and its logs."""

from aws_account.mapping.row import Named, Table, call, row

# CloudFront is managed in this region; all its names are in this hosted zone.
_HOME, _ZONE = "us-east-1", "Z2FDTNDATAQYW2"

ROWS: Table = {
    "aws:cloudfront/distribution:Distribution": row(
        "cloudfront",
        call(
            "CreateDistributionWithTags",
            into="DistributionConfigWithTags.DistributionConfig",
            DistributionConfigWithTags={
                "DistributionConfig": {"CallerReference": "{logical}-{hex8}", "Comment": ""},
                "Tags": {"Items": []},
            },
        ),
        "Distribution.Id",
        read=(
            call("GetDistribution", at="Distribution"),
            call("GetDistributionConfig", at="DistributionConfig"),
        ),
        tags=call("ListTagsForResource", Resource="{arn}"),
        lock=call("GetDistributionConfig", at="@"),
        update=call(
            "UpdateDistribution",
            into="DistributionConfig",
            whole=True,
            IfMatch="{aws.ETag}",
            DistributionConfig={
                "CallerReference": "{aws.DistributionConfig.CallerReference}",
                "Comment": "",
            },
        ),
        # The provider disables it first, as AWS wants; moto does not ask.
        delete=call("DeleteDistribution", IfMatch="{aws.ETag}"),
        rename={
            "tags": "DistributionConfigWithTags.Tags",
            "orderedCacheBehaviors": "CacheBehaviors",
            "defaultCacheBehavior.cachedMethods": "AllowedMethods.CachedMethods",
            "orderedCacheBehaviors.cachedMethods": "AllowedMethods.CachedMethods",
            "restrictions.geoRestriction.locations": "Items",
            "origins.originId": "Id",
            "originGroups.originId": "Id",
        },
        found={"loggingConfig": "Logging"},
        loses=(
            "defaultCacheBehavior.functionAssociations orderedCacheBehaviors.functionAssociations"
            " originGroups origins.originAccessControlId origins.vpcOriginConfig"
        ),
        outputs={
            "arn": "{aws.ARN}",
            "domainName": "{aws.DomainName}",
            "hostedZoneId": _ZONE,
            "status": "{aws.Status}",
        },
        local="waitForDeployment retainOnDelete",
        region=_HOME,
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": row(
        "cloudfront",
        call("CreateOriginAccessControl", into="OriginAccessControlConfig"),
        "OriginAccessControl.Id",
        read=call("GetOriginAccessControl", at="OriginAccessControl.OriginAccessControlConfig"),
        lock=call("GetOriginAccessControl", at="@"),
        update=call(
            "UpdateOriginAccessControl",
            into="OriginAccessControlConfig",
            whole=True,
            IfMatch="{aws.ETag}",
        ),
        delete=call("DeleteOriginAccessControl", IfMatch="{aws.ETag}"),
        named=Named(64),
        region=_HOME,
    ),
    "aws:cloudfront/function:Function": row(
        "cloudfront",
        call("CreateFunction", into="FunctionConfig", Tags={"Items": []}),
        "FunctionSummary.Name",
        read=(
            call("DescribeFunction", at="FunctionSummary", Name="{id}"),
            call("DescribeFunction", at="FunctionSummary.FunctionConfig", Name="{id}"),
        ),
        lock=call("DescribeFunction", at="@", Name="{id}"),
        tags=call("ListTagsForResource", Resource="{arn}"),
        # moto changes no function.
        update=call(
            "UpdateFunction",
            into="FunctionConfig",
            whole=True,
            Name="{id}",
            IfMatch="{aws.ETag}",
            recorded="-",
        ),
        delete=call("DeleteFunction", Name="{id}", IfMatch="{aws.ETag}"),
        named=Named(64),
        rename={"code": "FunctionCode"},
        # The code comes as a stream of its own.
        loses="code",
        # The provider publishes; moto has one stage only.
        local="publish",
        outputs={"arn": "{aws.FunctionMetadata.FunctionARN}"},
        region=_HOME,
    ),
    "aws:cloudfront/publicKey:PublicKey": row(
        "cloudfront",
        call(
            "CreatePublicKey",
            into="PublicKeyConfig",
            PublicKeyConfig={"CallerReference": "{logical}-{hex8}"},
        ),
        "PublicKey.Id",
        read=call("GetPublicKey", at="PublicKey.PublicKeyConfig"),
        lock=call("GetPublicKey", at="@"),
        # moto changes no key.
        update=call(
            "UpdatePublicKey",
            into="PublicKeyConfig",
            whole=True,
            IfMatch="{aws.ETag}",
            PublicKeyConfig={"CallerReference": "{aws.PublicKey.PublicKeyConfig.CallerReference}"},
            recorded="-",
        ),
        delete=call("DeletePublicKey", IfMatch="{aws.ETag}"),
        named=Named(128),
        loses="comment",
        region=_HOME,
    ),
    "aws:cloudfront/keyGroup:KeyGroup": row(
        "cloudfront",
        call("CreateKeyGroup", into="KeyGroupConfig"),
        "KeyGroup.Id",
        read=call("GetKeyGroup", at="KeyGroup.KeyGroupConfig"),
        lock=call("GetKeyGroup", at="@"),
        # moto neither changes nor deletes a group.
        update=call(
            "UpdateKeyGroup",
            into="KeyGroupConfig",
            whole=True,
            IfMatch="{aws.ETag}",
            recorded="-",
        ),
        delete=call("DeleteKeyGroup", IfMatch="{aws.ETag}", recorded="-"),
        named=Named(128),
        loses="comment",
        region=_HOME,
    ),
    "aws:cloudfront/vpcOrigin:VpcOrigin": row(
        "cloudfront",
        "CreateVpcOrigin",
        "VpcOrigin.Id",
        lacks="vo_{hex22}",
        rename={
            "vpcOriginEndpointConfig.httpPort": "HTTPPort",
            "vpcOriginEndpointConfig.httpsPort": "HTTPSPort",
        },
        outputs={"arn": "arn:{partition}:cloudfront::{account}:vpcorigin/{id}"},
        region=_HOME,
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": row(
        "cloudfront",
        call("CreateCachePolicy", into="CachePolicyConfig"),
        "CachePolicy.Id",
        lacks="{uuid}",
        named=Named(128),
        region=_HOME,
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": row(
        "cloudfront",
        call("CreateResponseHeadersPolicy", into="ResponseHeadersPolicyConfig"),
        "ResponseHeadersPolicy.Id",
        lacks="{uuid}",
        named=Named(128),
        region=_HOME,
    ),
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": row(
        "cloudfront",
        "CreateMonitoringSubscription",
        "{distributionId}",
        lacks="{distributionId}",
        region=_HOME,
    ),
    "aws:pricingplanmanager/subscription:Subscription": row(
        "pricing-plan-manager",
        "CreateSubscription",
        "subscription.arn",
        lacks="arn:{partition}:pricingplanmanager::{account}:subscription/{uuid}",
        outputs={"arn": "{id}"},
        region=_HOME,
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": row(
        "logs",
        "PutDeliverySource",
        "deliverySource.name",
        read="GetDeliverySource",
        update="PutDeliverySource",
        delete="DeleteDeliverySource",
        named=Named(60),
        # moto keeps tags of the creation and those of later apart.
        loses="tags",
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": row(
        "logs",
        "PutDeliveryDestination",
        "deliveryDestination.name",
        read="GetDeliveryDestination",
        update="PutDeliveryDestination",
        delete="DeleteDeliveryDestination",
        named=Named(60),
        # moto keeps tags of the creation and those of later apart.
        loses="tags",
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": row(
        "logs",
        "CreateDelivery",
        "delivery.id",
        read="GetDelivery",
        delete="DeleteDelivery",
        # moto keeps tags of the creation and those of later apart.
        loses="tags",
    ),
}
