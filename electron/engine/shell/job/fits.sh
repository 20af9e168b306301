# Asks whether the host takes an environment of this size, before anything is started with it; hp_exports exports it; hp_name is its largest value.
# Takes: exports name bytes total
( eval "$hp_exports"; exec /bin/sh -c : ) 2>/dev/null || { echo "holdpoint: environment-too-large $hp_name $hp_bytes $hp_total" >&2; exit 97; }
unset hp_exports hp_name hp_bytes hp_total
