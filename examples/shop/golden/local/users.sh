set -eu
mc admin user add local shop-accounts "$ACCOUNTS_PASSWORD"
mc admin policy create local shop-accounts /policies/accounts.json
mc admin policy detach local shop-accounts --user shop-accounts >/dev/null 2>&1 || true
mc admin policy attach local shop-accounts --user shop-accounts
mc admin user add local shop-nightly-report "$NIGHTLY_REPORT_PASSWORD"
mc admin policy create local shop-nightly-report /policies/nightly-report.json
mc admin policy detach local shop-nightly-report --user shop-nightly-report >/dev/null 2>&1 || true
mc admin policy attach local shop-nightly-report --user shop-nightly-report
mc admin user add local shop-notifications "$NOTIFICATIONS_PASSWORD"
mc admin policy create local shop-notifications /policies/notifications.json
mc admin policy detach local shop-notifications --user shop-notifications >/dev/null 2>&1 || true
mc admin policy attach local shop-notifications --user shop-notifications
mc admin user add local shop-orders "$ORDERS_PASSWORD"
mc admin policy create local shop-orders /policies/orders.json
mc admin policy detach local shop-orders --user shop-orders >/dev/null 2>&1 || true
mc admin policy attach local shop-orders --user shop-orders
mc admin user list local --json | while read -r line; do
  rest="${line#*\"accessKey\":\"}"
  user="${rest%%\"*}"
  case "$user" in
    shop-accounts|shop-nightly-report|shop-notifications|shop-orders) ;;
    shop-*) mc admin user remove local "$user" ;;
  esac
done
