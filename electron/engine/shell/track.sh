# Whether the host can keep records of this user's steps: "track ok", or why not.
. ./base.sh
if ! { command -v setsid || command -v perl; } >/dev/null 2>&1; then echo "track it has neither setsid nor perl"
elif ! { [ -d "$hp_b/runs" ] || mkdir -p -m 700 -- "$hp_b/runs" "$hp_b/leases"; } 2>/dev/null; then echo "track no folder can be made in $hp_b"
elif ! [ -w "$hp_b/runs" ]; then echo "track nothing can be written to $hp_b/runs"
else echo "track ok"; fi
