"""CloudFront and its logs."""

from emulator.mapping.row import Named, Table, call, row

# Where CloudFront is managed, and the hosted zone of all its names.
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
        rename={
            "tags": "DistributionConfigWithTags.Tags",
            "orderedCacheBehaviors": "CacheBehaviors",
            "defaultCacheBehavior.cachedMethods": "AllowedMethods.CachedMethods",
            "orderedCacheBehaviors.cachedMethods": "AllowedMethods.CachedMethods",
            "restrictions.geoRestriction.locations": "Items",
            "origins.originId": "Id",
        },
        outputs={
            "arn": "{aws.ARN}",
            "domainName": "{aws.DomainName}",
            "hostedZoneId": _ZONE,
            "status": "{aws.Status}",
        },
        loses="origins.originAccessControlId origins.vpcOriginConfig",
        local="waitForDeployment retainOnDelete",
        region=_HOME,
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": row(
        "cloudfront",
        call("CreateOriginAccessControl", into="OriginAccessControlConfig"),
        "OriginAccessControl.Id",
        read=call("GetOriginAccessControl", at="OriginAccessControl.OriginAccessControlConfig"),
        delete="DeleteOriginAccessControl",
        named=Named(64),
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
        outputs={"arn": "arn:aws:cloudfront::{account}:vpcorigin/{id}"},
        region=_HOME,
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": row(
        "cloudfront",
        call("CreateCachePolicy", into="CachePolicyConfig"),
        "CachePolicy.Id",
        named=Named(128),
        lacks="{uuid}",
        region=_HOME,
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": row(
        "cloudfront",
        call("CreateResponseHeadersPolicy", into="ResponseHeadersPolicyConfig"),
        "ResponseHeadersPolicy.Id",
        named=Named(128),
        lacks="{uuid}",
        region=_HOME,
    ),
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": row(
        "cloudfront",
        "CreateMonitoringSubscription",
        "{distributionId}",
        lacks="{distributionId}",
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
        replaces="name",
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": row(
        "logs",
        "PutDeliveryDestination",
        "deliveryDestination.name",
        read="GetDeliveryDestination",
        update="PutDeliveryDestination",
        delete="DeleteDeliveryDestination",
        named=Named(60),
        replaces="name outputFormat",
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": row(
        "logs",
        "CreateDelivery",
        "delivery.id",
        read="GetDelivery",
        delete="DeleteDelivery",
        replaces="deliverySourceName deliveryDestinationArn",
    ),
}
