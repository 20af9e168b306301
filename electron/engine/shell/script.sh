# Keeps a script in a private file, checks its SHA-256, runs it by hp_with, which is shell text, and removes it.
# Takes: with script sha256
hp_d=$(umask 077; mktemp -d 2>/dev/null) || { hp_d=${TMPDIR:-/tmp}/hp.$$; mkdir -m 700 "$hp_d"; } || exit 97
trap 'rm -rf "$hp_d"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
trap 'exit 129' HUP
hp_p=$hp_d/script
printf %s "$hp_script" >"$hp_p" || exit 97
. ./hash.sh
[ "${hp_h:-$hp_sha256}" = "$hp_sha256" ] || { echo "the script did not arrive whole" >&2; exit 97; }
eval "$hp_with \"\$hp_p\""
