"""The script that makes a machine with Amazon Linux 2023 translate addresses. It runs once, when
the machine starts, and stops the machine if anything fails: its group then starts another.

The image has no program for packet filters, so the script installs one, from AWS's own package
servers and by the machine's own public address, which it has from the first second on. It needs
1 GB of memory (github.com/amazonlinux/amazon-linux-2023/issues/404).
"""

from collections.abc import Sequence

CONNECTIONS = 65536
"""Connections that a machine remembers at once, as many as a NAT gateway's 55,000 ports to one
address need. Linux would take 8192 with 1 GB of memory; each one takes about 320 bytes."""
IDLE_SECONDS = 7440
"""Seconds without a packet after which a connection is forgotten: the least of RFC 5382, REQ-5.
Linux would take five days, and the table fill up with what ended long ago."""

_SCRIPT = """\
#!/bin/bash
set -Eeuo pipefail
# A machine that cannot do its work must not look as if it could.
trap 'shutdown -h now' ERR

# Nobody signs in: the ports are closed, there is no key, and no role that Session Manager needs.
systemctl disable --now sshd.service amazon-ssm-agent.service || true

for attempt in 1 2 3 4 5 6 7 8 9 10; do
  dnf install --assumeyes --setopt=install_weak_deps=False nftables && break
  sleep 6
done
command -v nft

# The figures below exist with this module only, also after a restart.
modprobe nf_conntrack
echo nf_conntrack > /etc/modules-load.d/nat.conf
cat > /etc/sysctl.d/90-nat.conf <<'END'
net.ipv4.ip_forward = 1
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.netfilter.nf_conntrack_max = {connections}
net.netfilter.nf_conntrack_tcp_timeout_established = {idle}
END
sysctl --load /etc/sysctl.d/90-nat.conf

cat > /etc/sysconfig/nftables.conf <<'END'
flush ruleset
table ip nat_instance {{
  chain input {{
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state established,related accept
  }}
  chain forward {{
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ip saddr {{ {inside} }} ip daddr != {network} accept
  }}
  chain postrouting {{
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr {{ {inside} }} ip daddr != {network} masquerade
  }}
}}
END
nft --check --file /etc/sysconfig/nftables.conf
# The service loads the rules again after a restart of the machine.
systemctl enable --now nftables.service
nft list table ip nat_instance
"""


def nat_script(inside: Sequence[str], network: str) -> str:
    """Returns the script for a machine that lets some ranges of its network out to the internet,
    and nothing in."""
    return _SCRIPT.format(
        connections=CONNECTIONS, idle=IDLE_SECONDS, inside=", ".join(inside), network=network
    )
