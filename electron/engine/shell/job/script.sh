# Keeps a script in a private file, checks its SHA-256, runs it by hp_with, which is shell text, and removes it.
# Takes: with script sha256
hp_no() { printf 'holdpoint: %s\n' "$1" >&2; exit 97; }
hp_t=${TMPDIR:-/tmp}
hp_d=$(umask 077; mktemp -d 2>/dev/null) || { hp_d=$hp_t/hp.$$; mkdir -m 700 "$hp_d" 2>/dev/null; } || hp_no "script-unwritable $hp_t"
trap 'rm -rf "$hp_d"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP
hp_p=$hp_d/script
{ printf %s "$hp_script" >"$hp_p"; } 2>/dev/null || hp_no "script-unwritable $hp_d"
. ./file/hash.sh
[ "${hp_h:-$hp_sha256}" = "$hp_sha256" ] || hp_no "script-cut $hp_h"
eval "$hp_with \"\$hp_p\""
