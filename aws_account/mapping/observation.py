"""Rows for logs, alarms, dashboards, traces and audit."""

from aws_account.mapping.row import Named, Table, call, row

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
}
