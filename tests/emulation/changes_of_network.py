"""Changes by hand of the network and of what passes it."""

import copy
from collections.abc import Callable
from typing import Any

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation
from tests.emulation.environments import appeared, changed, client, one

NOBODY = "(nothing)"
_TABLE = "aws:ec2/routeTable:RouteTable"
_VPC = "aws:ec2/vpc:Vpc"


def open_the_database_to_everybody(prod: Emulation) -> Difference:
    group = one(prod, "aws:ec2/securityGroup:SecurityGroup", "database")
    rule = client(prod, "ec2").authorize_security_group_ingress(
        GroupId=group.id,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 5432,
                "ToPort": 5432,
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            }
        ],
    )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    return appeared(group, "security group rule", rule)


def peer_the_network_with_another(prod: Emulation) -> Difference:
    vpc = one(prod, "aws:ec2/vpc:Vpc", "network")
    ec2 = client(prod, "ec2")
    other = ec2.create_vpc(CidrBlock="172.16.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc.id, PeerVpcId=other)
    key = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=key)
    return appeared(vpc, "peering connection", key)


def open_the_default_group(prod: Emulation) -> Difference:
    group = one(prod, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "network-default")
    anywhere = {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
    }
    ec2 = client(prod, "ec2")
    ec2.authorize_security_group_ingress(GroupId=group.id, IpPermissions=[anywhere])
    found = ec2.describe_security_groups(GroupIds=[group.id])["SecurityGroups"][0]
    return changed(group, "ingress[0]", "(nothing)", found["IpPermissions"][0])


def retag_the_network(prod: Emulation) -> Difference:
    vpc = one(prod, _VPC, "network")
    client(prod, "ec2").create_tags(Resources=[vpc.id], Tags=[{"Key": "owner", "Value": "nobody"}])
    return changed(vpc, "tags.owner", "platform", "nobody")


def tag_a_subnet(prod: Emulation) -> Difference:
    subnet = one(prod, "aws:ec2/subnet:Subnet", "network-data-a")
    client(prod, "ec2").create_tags(
        Resources=[subnet.id], Tags=[{"Key": "kept-by", "Value": "hand"}]
    )
    return changed(subnet, 'tags["kept-by"]', NOBODY, "hand")


def give_public_addresses(prod: Emulation) -> Difference:
    subnet = one(prod, "aws:ec2/subnet:Subnet", "network-private-b")
    client(prod, "ec2").modify_subnet_attribute(
        SubnetId=subnet.id, MapPublicIpOnLaunch={"Value": True}
    )
    return changed(subnet, "mapPublicIpOnLaunch", False, True)


def let_the_data_tier_out(prod: Emulation) -> Difference:
    table = one(prod, _TABLE, "network-data")
    gateway = one(prod, "aws:ec2/internetGateway:InternetGateway", "network")
    client(prod, "ec2").create_route(
        RouteTableId=table.id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway.id
    )
    return appeared(table, "route", f"{table.id} 0.0.0.0/0")


def let_a_private_tier_out_by_ipv6(prod: Emulation) -> Difference:
    table = one(prod, _TABLE, "network-private-a")
    gateway = one(prod, "aws:ec2/internetGateway:InternetGateway", "network")
    client(prod, "ec2").create_route(
        RouteTableId=table.id, DestinationIpv6CidrBlock="::/0", GatewayId=gateway.id
    )
    return appeared(table, "route", f"{table.id} ::/0")


def send_a_route_elsewhere(prod: Emulation) -> Difference:
    route = one(prod, "aws:ec2/route:Route", "network-nat-b")
    other = one(prod, "aws:ec2/natGateway:NatGateway", "network-nat-c")
    client(prod, "ec2").replace_route(
        RouteTableId=route.inputs["routeTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        NatGatewayId=other.id,
    )
    return changed(route, "natGatewayId", route.inputs["natGatewayId"], other.id)


def move_a_subnet_to_another_table(prod: Emulation) -> Difference:
    association = one(prod, "aws:ec2/routeTableAssociation:RouteTableAssociation", "network-data-a")
    public = one(prod, _TABLE, "network-public")
    client(prod, "ec2").replace_route_table_association(
        AssociationId=association.id, RouteTableId=public.id
    )
    return changed(association, "routeTableId", association.inputs["routeTableId"], public.id)


def take_a_subnet_from_its_table(prod: Emulation) -> Difference:
    association = one(prod, "aws:ec2/routeTableAssociation:RouteTableAssociation", "network-data-c")
    client(prod, "ec2").disassociate_route_table(AssociationId=association.id)
    return Difference("gone", association.urn)


def deny_everything_in_the_network(prod: Emulation) -> Difference:
    vpc = one(prod, _VPC, "network")
    client(prod, "ec2").create_network_acl_entry(
        NetworkAclId=vpc.outputs["defaultNetworkAclId"],
        RuleNumber=1,
        Protocol="-1",
        RuleAction="deny",
        Egress=False,
        CidrBlock="0.0.0.0/0",
    )
    return appeared(vpc, "entry in its default network ACL", "1 deny 0.0.0.0/0 inwards")


def route_the_main_table_out(prod: Emulation) -> Difference:
    vpc = one(prod, _VPC, "network")
    gateway = one(prod, "aws:ec2/internetGateway:InternetGateway", "network")
    client(prod, "ec2").create_route(
        RouteTableId=vpc.outputs["mainRouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=gateway.id,
    )
    return appeared(vpc, "route in its main route table", "0.0.0.0/0")


def add_a_subnet(prod: Emulation) -> Difference:
    vpc = one(prod, _VPC, "network")
    subnet = client(prod, "ec2").create_subnet(VpcId=vpc.id, CidrBlock="10.20.255.0/28")
    return appeared(vpc, "subnet", subnet["Subnet"]["SubnetId"])


def add_another_egress(prod: Emulation) -> Difference:
    vpc = one(prod, _VPC, "network")
    ec2 = client(prod, "ec2")
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=vpc.id, VpnGatewayId=gateway)
    return appeared(vpc, "VPN gateway", gateway)


def stop_logging_the_network(prod: Emulation) -> Difference:
    log = one(prod, "aws:ec2/flowLog:FlowLog", "network-flow-logs")
    client(prod, "ec2").delete_flow_logs(FlowLogIds=[log.id])
    return Difference("gone", log.urn)


def stop_dropping_bad_headers(prod: Emulation) -> Difference:
    balancer = one(prod, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    _attribute(prod, "routing.http.drop_invalid_header_fields.enabled", "false")
    return changed(balancer, "dropInvalidHeaderFields", True, False)


def pass_the_firewall_when_it_fails(prod: Emulation) -> Difference:
    balancer = one(prod, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    _attribute(prod, "waf.fail_open.enabled", "true")
    return changed(balancer, "enableWafFailOpen", NOBODY, "true")


def add_a_listener(prod: Emulation) -> Difference:
    balancer = one(prod, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    group = one(prod, "aws:lb/targetGroup:TargetGroup", "gateway-web.apex-root")
    listener = client(prod, "elbv2").create_listener(
        LoadBalancerArn=balancer.id,
        Protocol="HTTP",
        Port=8080,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group.id}],
    )["Listeners"][0]["ListenerArn"]
    return appeared(balancer, "listener", listener)


def answer_a_rule_by_another_service(prod: Emulation) -> Difference:
    rule = one(prod, "aws:lb/listenerRule:ListenerRule", "gateway-live.ws")
    condition = copy.deepcopy(rule.inputs["conditions"][0])
    client(prod, "elbv2").modify_rule(
        RuleArn=rule.id,
        Conditions=[
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/elsewhere", "/ws/*"]}}
        ],
    )
    (pattern,) = condition.values()
    return changed(rule, "conditions[0].pathPattern.values", pattern["values"][0], "/elsewhere")


def check_health_elsewhere(prod: Emulation) -> Difference:
    group = one(prod, "aws:lb/targetGroup:TargetGroup", "gateway-web.apex-root")
    client(prod, "elbv2").modify_target_group(TargetGroupArn=group.id, HealthCheckPath="/")
    return changed(group, "healthCheck.path", "/healthz", "/")


def keep_people_at_one_task(prod: Emulation) -> Difference:
    group = one(prod, "aws:lb/targetGroup:TargetGroup", "gateway-docs.docs-root")
    client(prod, "elbv2").modify_target_group_attributes(
        TargetGroupArn=group.id, Attributes=[{"Key": "stickiness.enabled", "Value": "true"}]
    )
    return changed(group, "stickiness.enabled", False, True)


def point_a_name_elsewhere(prod: Emulation) -> Difference:
    zone = one(prod, "aws:route53/zone:Zone", "zone")
    record = {
        "Name": "phishing.shop.example.com",
        "Type": "A",
        "TTL": 60,
        "ResourceRecords": [{"Value": "192.0.2.1"}],
    }
    _record(prod, "CREATE", record)
    return appeared(zone, "record", f"{zone.id} phishing.shop.example.com. A")


def disable_a_health_check(prod: Emulation) -> Difference:
    check = one(prod, "aws:route53/healthCheck:HealthCheck", "dns-api")
    client(prod, "route53").update_health_check(HealthCheckId=check.id, Disabled=True)
    return changed(check, "disabled", NOBODY, True)


def invert_a_health_check(prod: Emulation) -> Difference:
    check = one(prod, "aws:route53/healthCheck:HealthCheck", "dns-app")
    client(prod, "route53").update_health_check(HealthCheckId=check.id, Inverted=True)
    return changed(check, "invertHealthcheck", NOBODY, True)


def log_requests_elsewhere(prod: Emulation) -> Difference:
    distribution = one(prod, "aws:cloudfront/distribution:Distribution", "edge")
    cloudfront = client(prod, "cloudfront", "us-east-1")
    answer = cloudfront.get_distribution_config(Id=distribution.id)
    config = answer["DistributionConfig"]
    config["Enabled"] = False
    cloudfront.update_distribution(
        Id=distribution.id, IfMatch=answer["ETag"], DistributionConfig=config
    )
    return changed(distribution, "enabled", True, False)


def ask_for_the_last_behavior_first(prod: Emulation) -> Difference:
    distribution = one(prod, "aws:cloudfront/distribution:Distribution", "edge")
    cloudfront = client(prod, "cloudfront", "us-east-1")
    answer = cloudfront.get_distribution_config(Id=distribution.id)
    config = answer["DistributionConfig"]
    config["CacheBehaviors"]["Items"].reverse()
    cloudfront.update_distribution(
        Id=distribution.id, IfMatch=answer["ETag"], DistributionConfig=config
    )
    patterns = [each["pathPattern"] for each in distribution.inputs["orderedCacheBehaviors"]]
    return changed(distribution, "orderedCacheBehaviors (order)", patterns, patterns[::-1])


def let_the_firewall_pass(prod: Emulation) -> Difference:
    acl = one(prod, "aws:wafv2/webAcl:WebAcl", "firewall")
    removed: list[dict[str, Any]] = []
    _firewall(prod, lambda found: removed.append(found["Rules"].pop()))
    name = removed[0]["Name"]
    declared = next(rule for rule in acl.inputs["rules"] if rule["name"] == name)
    return changed(acl, f"rules[{name}]", declared, NOBODY)


def block_what_no_rule_names(prod: Emulation) -> Difference:
    _firewall(prod, lambda found: found.update(DefaultAction={"Block": {}}))
    acl = one(prod, "aws:wafv2/webAcl:WebAcl", "firewall")
    return changed(acl, "defaultAction", {"allow": {}}, {"block": {}})


def only_count_what_a_managed_group_finds(prod: Emulation) -> Difference:
    name = "AWSManagedRulesCommonRuleSet"

    def count(found: dict[str, Any]) -> None:
        group = next(rule for rule in found["Rules"] if rule["Name"] == name)
        group["OverrideAction"] = {"Count": {}}

    _firewall(prod, count)
    acl = one(prod, "aws:wafv2/webAcl:WebAcl", "firewall")
    return changed(acl, f"rules[{name}].overrideAction", {"none": {}}, {"count": {}})


def _firewall(prod: Emulation, change: Callable[[dict[str, Any]], None]) -> None:
    acl = one(prod, "aws:wafv2/webAcl:WebAcl", "firewall")
    waf = client(prod, "wafv2", "us-east-1")
    at = {"Id": acl.id, "Name": acl.inputs["name"], "Scope": "CLOUDFRONT"}
    answer = waf.get_web_acl(**at)
    found = answer["WebACL"]
    change(found)
    waf.update_web_acl(
        **at,
        LockToken=answer["LockToken"],
        DefaultAction=found["DefaultAction"],
        VisibilityConfig=found["VisibilityConfig"],
        Rules=found["Rules"],
        CustomResponseBodies=found.get("CustomResponseBodies", {}),
        AssociationConfig=found.get("AssociationConfig", {}),
    )


def _attribute(prod: Emulation, key: str, value: str) -> None:
    balancer = one(prod, "aws:lb/loadBalancer:LoadBalancer", "gateway")
    client(prod, "elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=balancer.id, Attributes=[{"Key": key, "Value": value}]
    )


def _record(prod: Emulation, action: str, record: dict[str, Any]) -> None:
    client(prod, "route53").change_resource_record_sets(
        HostedZoneId=one(prod, "aws:route53/zone:Zone", "zone").id,
        ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]},
    )
