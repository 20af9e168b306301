# Asks whether the host takes an environment of this size, before anything is started with it; hp_exports exports it, hp_words say that it does not.
# Takes: exports words
( eval "$hp_exports"; exec /bin/sh -c : ) 2>/dev/null || { echo "$hp_words" >&2; exit 97; }
unset hp_exports hp_words
