/** Runbooks and scripts as people write them. */

export const UPGRADE = `# Orders database: minor upgrade to 15.6

We move both nodes of the orders cluster from PostgreSQL 15.4 to 15.6.
The application keeps running on the replica's standby while we work.

## Contacts

- DBA on call: Ines, 0800 123
- Escalate to the platform lead after 20 minutes

## Risks
* Replication lag above 30 s would make the switch lossy
* The old packages are gone from the mirror: {{ mirror }} has 15.6 only

## 1. Before you start

- [ ] Announce in #ops that the upgrade begins
- [ ] Check the dashboard
  - lag below 1 s
  - no long transactions
- [ ] Take the ticket

Make sure that the backup of tonight is there:

\`\`\`bash
ls -l /backup/orders/latest
pgbackrest info --stanza=orders
\`\`\`

## 2. Upgrade the replica

1. Stop the service:
   \`\`\`sh
   sudo systemctl stop postgresql
   \`\`\`
2. Install the packages
   \`\`\`console
   $ sudo apt-get install -y postgresql-15=15.6-1 \\
   >   postgresql-client-15
   Setting up postgresql-15 (15.6-1) ...
   $ psql --version
   psql (PostgreSQL) 15.6
   \`\`\`
3. \`systemctl start postgresql\`
4. Look at the log. It must end with

   \`\`\`
   database system is ready to accept connections
   \`\`\`

### Wait for replication

Run on the primary until the lag is zero.

\`\`\`sql
select now() - pg_last_xact_replay_timestamp();
\`\`\`

## 3. Clean up

\`\`\`sh
export PGPASSWORD=hunter2
psql -c 'analyze' orders
\`\`\`

<!-- TODO: ask Ines whether the cron job is still needed -->

## Smoke tests

| # | Test | Expected | Owner |
|---|------|----------|-------|
| 1 | Place an order | confirmation mail | Ines |
| 2 | Cancel it \\| refund | money back | Ali |

## Rollback

Decide within ten minutes.

\`\`\`sh
sudo apt-get install -y postgresql-15=15.4-1
sudo systemctl restart postgresql
\`\`\`

## References

See the vendor's notes.
`;

export const DEPLOY = `#!/bin/bash
# Deploys the shop.
set -euo pipefail

VERSION=4.2.0
BASE=/opt/shop
TARGET=$BASE/releases/$VERSION
export DB_PASSWORD='s3cret'

log() {
  echo "$(date +%T) $*"

  logger -t deploy "$*"
}

# --- Fetch the package ---------------------
log "fetch"
curl -fsSo /tmp/shop.tgz "https://repo.example/shop-$VERSION.tgz"

cd "$BASE"

# --- Unpack ---
mkdir -p "$TARGET"
tar xzf /tmp/shop.tgz -C "$TARGET"

# --- Configure ---
cat > "$TARGET/app.conf" <<CONF
# generated

port=8080
CONF

# --- Remember the old one ---
OLD=$(readlink current)
ln -sfn "$TARGET" current

# --- Restart ---
for unit in shop shop-worker; do
  systemctl restart "$unit"

  systemctl is-active "$unit"
done

# --- Check, and go back if it does not answer ---
if ! curl -fsS http://localhost:8080/health; then
  ln -sfn "$OLD" current
  exit 1
fi

# --- Done ---
echo "deployed $VERSION"
`;
