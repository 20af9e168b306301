# Runs in a session of its own: puts down who it is, runs the step, puts down what came of it. It outlives a signal that the step
# sends to its own group; a step that was to end by our wish has that wish for its outcome. The names of the step's environment
# are all its own: so this gets the name of the record as $1 and what names its environment as $2.
hp_19() { shift 19; hp_t=$1; }
{ read -r hp_b </proc/sys/kernel/random/boot_id; read -r hp_l </proc/$$/stat; } 2>/dev/null
# shellcheck disable=SC2086
[ -z "$hp_l" ] || hp_19 ${hp_l##*\) }
echo "$$ ${hp_t:--} ${hp_b:--} end" >"$1.pid" || exit 1
unset hp_b hp_l hp_t
# Signal 6 is ABRT, which zsh has no such name for.
trap : HUP INT QUIT TERM USR1 USR2 ALRM PIPE PROF VTALRM XCPU XFSZ TRAP SYS 6
eval "$2"
/bin/sh "$1.sh" >>"$1.out" 2>>"$1.err" </dev/null
hp_c=$? hp_x= hp_d=$1
{ read -r hp_w hp_x <"$hp_d.wish"; } 2>/dev/null
[ "$hp_x" = end ] && hp_c=$hp_w
. ./record/outcome.sh
