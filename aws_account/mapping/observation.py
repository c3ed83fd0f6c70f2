"""Rows for logs, alarms, dashboards, traces and audit."""

from typing import Any

from aws_account.mapping.row import Named, Table, Values, call, row


def _suppressor(inputs: Values) -> Values:
    """Returns the suppressor of a composite alarm, whose block is three parameters at AWS."""
    block: Values = inputs.pop("actionsSuppressor", None) or {}
    if not block:
        return {}
    return {
        "ActionsSuppressor": block["alarm"],
        "ActionsSuppressorWaitPeriod": int(block["waitPeriod"]),
        "ActionsSuppressorExtensionPeriod": int(block["extensionPeriod"]),
    }


def _target(inputs: Values) -> Values:
    """Returns the one target of a rule, which is an entry of a list at AWS."""
    target: dict[str, Any] = {"Id": inputs.pop("targetId"), "Arn": inputs.pop("arn")}
    if given := inputs.pop("inputTransformer", None):
        target["InputTransformer"] = {
            "InputPathsMap": dict(given["inputPaths"]),
            "InputTemplate": given["inputTemplate"],
        }
    if kept := inputs.pop("deadLetterConfig", None):
        target["DeadLetterConfig"] = {"Arn": kept["arn"]}
    return {"Targets": [target]}


def _warnings(inputs: Values) -> Values:
    """Returns a budget's filters and those whom it tells, which the provider has in other
    shapes."""
    filters = {each["name"]: each["values"] for each in inputs.pop("costFilters", ())}
    notified = [
        {
            "Notification": {
                "NotificationType": each["notificationType"],
                "ComparisonOperator": each["comparisonOperator"],
                "Threshold": each["threshold"],
                "ThresholdType": each["thresholdType"],
            },
            "Subscribers": [
                {"SubscriptionType": kind, "Address": address}
                for kind, name in _SUBSCRIBERS
                for address in each.get(name) or ()
            ],
        }
        for each in inputs.pop("notifications", ())
    ]
    return {"Budget": {"CostFilters": filters}, "NotificationsWithSubscribers": notified}


_SUBSCRIBERS = (("SNS", "subscriberSnsTopicArns"), ("EMAIL", "subscriberEmailAddresses"))
_PUT_TARGET = call("PutTargets", special=_target, Rule="{rule}", whole=True)
_PUT_COMPOSITE = call("PutCompositeAlarm", special=_suppressor, whole=True)

ROWS: Table = {
    "aws:cloudwatch/logGroup:LogGroup": row(
        "logs",
        "CreateLogGroup",
        "{name}",
        also=call("PutRetentionPolicy", takes="retentionInDays"),
        read=call(
            "DescribeLogGroups",
            logGroupNamePrefix="{name}",
            at="logGroups[?logGroupName=='{name}'] | [0]",
        ),
        tags=call("ListTagsForResource", resourceArn="{arn}"),
        update=call("AssociateKmsKey", takes="kmsKeyId"),
        delete="DeleteLogGroup",
        named=Named(512),
        rename={"name": "logGroupName"},
        outputs={"arn": "arn:{partition}:logs:{region}:{account}:log-group:{name}"},
        local="skipDestroy",
    ),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": row(
        "logs",
        "PutResourcePolicy",
        "{policyName}",
        read=call(
            "DescribeResourcePolicies", at="resourcePolicies[?policyName=='{policyName}'] | [0]"
        ),
        update="PutResourcePolicy",
        delete=call("DeleteResourcePolicy", policyName="{policyName}"),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": row(
        "cloudwatch",
        "PutMetricAlarm",
        "{name}",
        read=call("DescribeAlarms", AlarmNames=["{name}"], at="MetricAlarms[0]"),
        tags=call("ListTagsForResource", ResourceARN="{arn}"),
        update="PutMetricAlarm",
        delete=call("DeleteAlarms", AlarmNames=["{name}"]),
        named=Named(255),
        rename={
            "name": "AlarmName",
            "metricQueries": "Metrics",
            "metricQueries.metric": "MetricStat",
            "metricQueries.metric.metricName": "Metric.MetricName",
            "metricQueries.metric.namespace": "Metric.Namespace",
            "metricQueries.metric.dimensions": "Metric.Dimensions",
        },
        outputs={"arn": "{aws.AlarmArn}"},
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": row(
        "cloudwatch",
        _PUT_COMPOSITE,
        "{alarmName}",
        read=call("DescribeAlarms", AlarmNames=["{alarmName}"], at="CompositeAlarms[0]"),
        tags=call("ListTagsForResource", ResourceARN="{arn}"),
        update=_PUT_COMPOSITE,
        delete=call("DeleteAlarms", AlarmNames=["{alarmName}"]),
        loses="actionsSuppressor",
        outputs={"arn": "{aws.AlarmArn}"},
    ),
    "aws:cloudwatch/dashboard:Dashboard": row(
        "cloudwatch",
        "PutDashboard",
        "{dashboardName}",
        read=call("GetDashboard", DashboardName="{dashboardName}"),
        update="PutDashboard",
        delete=call("DeleteDashboards", DashboardNames=["{dashboardName}"]),
        outputs={"dashboardArn": "{aws.DashboardArn}"},
    ),
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": row(
        "cloudwatch",
        "PutAlarmMuteRule",
        "{name}",
        named=Named(255),
        lacks="{name}",
    ),
    "aws:cloudwatch/queryDefinition:QueryDefinition": row(
        "logs",
        "PutQueryDefinition",
        "{name}",
        lacks="{name}",
    ),
    "aws:cloudwatch/eventRule:EventRule": row(
        "events",
        call("PutRule", State="ENABLED"),
        "{name}",
        read=call("DescribeRule", Name="{name}"),
        tags=call("ListTagsForResource", ResourceARN="{arn}"),
        update=call("PutRule", State="ENABLED", whole=True),
        delete=call("DeleteRule", Name="{name}"),
        named=Named(64),
        outputs={"arn": "arn:{partition}:events:{region}:{account}:rule/{name}"},
        local="forceDestroy",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": row(
        "events",
        _PUT_TARGET,
        "{rule}-{targetId}",
        read=call("ListTargetsByRule", Rule="{rule}", at="Targets[?Id=='{targetId}'] | [0]"),
        update=_PUT_TARGET,
        delete=call("RemoveTargets", Rule="{rule}", Ids=["{targetId}"]),
        found={
            "targetId": "Id",
            "inputTransformer": "InputTransformer.{InputPaths: InputPathsMap,"
            " InputTemplate: InputTemplate}",
        },
        local="forceDestroy rule",
    ),
    "aws:budgets/budget:Budget": row(
        "budgets",
        call("CreateBudget", into="Budget", special=_warnings, AccountId="{account}"),
        "{account}:{name}",
        read=call("DescribeBudget", AccountId="{account}", BudgetName="{name}", at="Budget"),
        update=call("UpdateBudget", into="NewBudget", recorded="-"),
        delete=call("DeleteBudget", AccountId="{account}", BudgetName="{name}"),
        named=Named(100),
        rename={
            "name": "BudgetName",
            "limitAmount": "BudgetLimit.Amount",
            "limitUnit": "BudgetLimit.Unit",
            "tags": "ResourceTags",
        },
        loses="costFilters notifications tags",
        outputs={"arn": "arn:{partition}:budgets::{account}:budget/{name}"},
    ),
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": row(
        "chatbot",
        "CreateSlackChannelConfiguration",
        "{hex8}",
        lacks="{hex8}",
    ),
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": row(
        "chatbot",
        "CreateMicrosoftTeamsChannelConfiguration",
        "{teamId}",
        lacks="{teamId}",
    ),
}
