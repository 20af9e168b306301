# A job begins in its folder, or not at all. An empty text would lead nowhere, "-" to the folder before, and CDPATH to another of that name.
# Takes: cwd
[ -n "$hp_cwd" ] || { echo 'its folder (cwd) is an empty text' >&2; exit 97; }
[ "x$hp_cwd" != x- ] || hp_cwd=./-
CDPATH='' cd -- "$hp_cwd" || exit 97
unset hp_cwd
