set -eu
mc mb --ignore-existing local/shop-archive
mc version enable local/shop-archive
mc mb --ignore-existing --with-lock local/shop-backups
mc retention set --default GOVERNANCE 30d local/shop-backups
mc mb --ignore-existing local/shop-reports
mc version enable local/shop-reports
mc mb --ignore-existing local/shop-static
mc version enable local/shop-static
mc anonymous set download local/shop-static
mc mb --ignore-existing local/shop-uploads
mc version enable local/shop-uploads
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
