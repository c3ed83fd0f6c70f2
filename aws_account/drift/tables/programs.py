"""Kinds of things that people may add to programs and to the paths that lead to them."""

from aws_account.drift.tables.kind import Owned, one
from aws_account.mapping import call

_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
_LISTENER = "aws:lb/listener:Listener"
_TARGET = "aws:appautoscaling/target:Target"
_FUNCTION = "aws:lambda/function:Function"
_QUEUE = "aws:sqs/queue:Queue"
_GROUP = "aws:cloudwatch/logGroup:LogGroup"

PROGRAMS = (
    Owned(
        _BALANCER,
        "listener",
        call("DescribeListeners", at="{items: Listeners[].ListenerArn}"),
        "{item}",
        {_LISTENER: "{id}"},
    ),
    Owned(
        _LISTENER,
        "listener rule",
        call("DescribeRules", at="{items: Rules[?!IsDefault].RuleArn}"),
        "{item}",
        {"aws:lb/listenerRule:ListenerRule": "{id}"},
    ),
    Owned(
        _LISTENER,
        "certificate",
        call(
            "DescribeListenerCertificates",
            at="{items: Certificates[?!IsDefault].CertificateArn}",
            ListenerArn="{id}",
        ),
        "{id} {item}",
        {"aws:lb/listenerCertificate:ListenerCertificate": "{listenerArn} {certificateArn}"},
    ),
    Owned(
        "aws:sns/topic:Topic",
        "subscription",
        call("ListSubscriptionsByTopic", at="{items: Subscriptions[].SubscriptionArn}"),
        "{item}",
        {"aws:sns/topicSubscription:TopicSubscription": "{id}"},
    ),
    Owned(
        "aws:cloudwatch/eventRule:EventRule",
        "target",
        call("ListTargetsByRule", at="{items: Targets[].Id}", Rule="{name}"),
        "{name} {item}",
        {"aws:cloudwatch/eventTarget:EventTarget": "{rule} {targetId}"},
    ),
    one(
        _QUEUE,
        "policy",
        call("GetQueueAttributes", AttributeNames=["All"]),
        "Attributes.Policy",
        {"aws:sqs/queuePolicy:QueuePolicy": "{queueUrl}"},
    ),
    Owned(
        "aws:route53/zone:Zone",
        "record",
        call(
            "ListResourceRecordSets",
            at="{items: ResourceRecordSets[?Type!='NS' && Type!='SOA'].join(' ', [Name, Type])}",
            HostedZoneId="{id}",
        ),
        "{id} {item}",
        {"aws:route53/record:Record": "{zoneId} {name} {type}"},
    ),
    Owned(
        "aws:route53/zone:Zone",
        "log of queries",
        call(
            "ListQueryLoggingConfigs", at="{items: QueryLoggingConfigs[].Id}", HostedZoneId="{id}"
        ),
        "{item}",
        {"aws:route53/queryLog:QueryLog": "{id}"},
    ),
    Owned(
        "aws:ecs/cluster:Cluster",
        "service",
        call("ListServices", at="{items: serviceArns}", cluster="{id}"),
        "{item}",
        {"aws:ecs/service:Service": "{id}"},
    ),
    Owned(
        _TARGET,
        "scaling policy",
        call(
            "DescribeScalingPolicies",
            at="{items: ScalingPolicies[].PolicyName}",
            ServiceNamespace="{serviceNamespace}",
            ResourceId="{resourceId}",
        ),
        "{resourceId} {item}",
        {"aws:appautoscaling/policy:Policy": "{resourceId} {name}"},
    ),
    Owned(
        _TARGET,
        "scheduled scaling action",
        call(
            "DescribeScheduledActions",
            at="{items: ScheduledActions[].ScheduledActionName}",
            ServiceNamespace="{serviceNamespace}",
            ResourceId="{resourceId}",
        ),
        "{resourceId} {item}",
        {"aws:appautoscaling/scheduledAction:ScheduledAction": "{resourceId} {name}"},
    ),
    Owned(
        _GROUP,
        "subscription filter",
        call(
            "DescribeSubscriptionFilters",
            at="{items: subscriptionFilters[].filterName}",
            logGroupName="{name}",
        ),
        "{id} {item}",
        {"aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": "{logGroup} {name}"},
    ),
    Owned(
        _GROUP,
        "metric filter",
        call(
            "DescribeMetricFilters", at="{items: metricFilters[].filterName}", logGroupName="{name}"
        ),
        "{id} {item}",
        {"aws:cloudwatch/logMetricFilter:LogMetricFilter": "{logGroupName} {name}"},
    ),
    Owned(
        _FUNCTION,
        "URL",
        call("GetFunctionUrlConfig", at="{items: FunctionUrl && [FunctionUrl]}"),
        "{item}",
        {"aws:lambda/functionUrl:FunctionUrl": "{functionUrl}"},
    ),
    Owned(
        _FUNCTION,
        "permission",
        call("GetPolicy", at="{items: Policy}"),
        "{id} {item}",
        {"aws:lambda/permission:Permission": "{function} {statementId}"},
    ),
    Owned(
        _FUNCTION,
        "event source",
        call(
            "ListEventSourceMappings",
            at="{items: EventSourceMappings[].UUID}",
            FunctionName="{id}",
        ),
        "{item}",
        {"aws:lambda/eventSourceMapping:EventSourceMapping": "{uuid}"},
    ),
    Owned(
        _FUNCTION,
        "alias",
        call("ListAliases", at="{items: Aliases[].Name}"),
        "{id} {item}",
        {"aws:lambda/alias:Alias": "{functionName} {name}"},
    ),
    one(
        _FUNCTION,
        "setting of asynchronous calls",
        call("GetFunctionEventInvokeConfig"),
        "LastModified",
        {"aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "{functionName}"},
    ),
    Owned(
        "aws:rds/instance:Instance",
        "read replica",
        call(
            "DescribeDBInstances",
            DBInstanceIdentifier="{identifier}",
            at="{items: DBInstances[0].ReadReplicaDBInstanceIdentifiers}",
        ),
        "{item}",
        {"aws:rds/instance:Instance": "{identifier}"},
    ),
    Owned(
        "aws:rds/proxy:Proxy",
        "target",
        call("DescribeDBProxyTargets", at="{items: Targets[].RdsResourceId}"),
        "{id} {item}",
        {"aws:rds/proxyTarget:ProxyTarget": "{dbProxyName} {dbInstanceIdentifier}"},
    ),
)
