# Begins $2 in a session of its own, before anything of the input is read. Where this shell leads its group already, sudo has seen to
# it, and setsid would leave a copy behind that nobody waits for. It stands in a command line that csh and fish read, as mark.sh.
hp_g=
# shellcheck disable=SC2034
{ read -r hp_a hp_a hp_a hp_a hp_g hp_a </proc/$$/stat; } 2>/dev/null
test "${hp_g:-$$}" = $$ || { command -v setsid >/dev/null 2>&1 && exec setsid /bin/sh -c "$2"; }
eval "$2"
