# Whether the host can keep records of this user's steps: "track ok", or a word for why not and the folder it is about.
. ./host/base.sh
if ! { command -v setsid || command -v perl; } >/dev/null 2>&1; then echo "track no-tool"
elif ! { [ -d "$hp_b/runs" ] || mkdir -p -m 700 -- "$hp_b/runs" "$hp_b/leases"; } 2>/dev/null; then echo "track no-folder $hp_b"
elif ! [ -w "$hp_b/runs" ]; then echo "track unwritable $hp_b/runs"
else echo "track ok"; fi
