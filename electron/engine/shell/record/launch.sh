# Starts an attempt at most once and follows it. Prints "NONCE started PID PID" once it is started, its output, and the trailer.
# hp_exports is a command that exports the values of the environment under names of ours, hp_names one that gives them their own.
# hp_fed: yes where this runs beside a shell that is fed further lines, and wakes it by one.
# Takes: nonce mark runner text exports names fed
. ./record/place.sh
hp_no() { printf 'holdpoint: %s\n' "$1" >&2; exit 97; }
[ -d "$hp_r" ] || hp_no "run-folder-gone $hp_b"
. ./record/begin.sh
case $hp_g in
taken) hp_no fenced ;;
none) hp_no "record-unwritable $hp_r" ;;
esac
{ printf %s "$hp_text" >"$hp_d.sh" && true >"$hp_d.out" && true >"$hp_d.err"; } 2>/dev/null || { rm -f -- "$hp_d".*; hp_no "step-unwritable $hp_b"; }
# shellcheck disable=SC2016
if command -v setsid >/dev/null 2>&1; then hp_s=setsid; else hp_s='perl -MPOSIX -e POSIX::setsid();exec{$ARGV[0]}@ARGV'; fi
( eval "$hp_exports"; exec $hp_s /bin/sh -c "$hp_runner" sh "$hp_d" "$hp_names" </dev/null >/dev/null 2>&1 ) &
hp_p=$!
# From here on each line that comes over the link wakes this out of its wait, and no host polls.
trap : USR1
echo "$hp_nonce started $hp_p $hp_p"
exec 3<"$hp_d.out" 4<"$hp_d.err"
hp_live() { kill -0 "$hp_p" 2>/dev/null; }
hp_pause() { wait "$hp_p" 2>/dev/null; }
# A reader stands by for those lines. A shell gives its background no input of its own accord, and bash breaks when its own is
# duplicated within eval: so a child does both.
[ "$hp_fed" = yes ] || ( exec 5<&0; ( while read -r hp_x; do kill -USR1 $$ || exit; done ) <&5 >/dev/null 2>&1 & )
. ./record/follow.sh
wait "$hp_p" 2>/dev/null
hp_l=0
kill -0 -"$hp_p" 2>/dev/null && hp_l=1
echo "$hp_mark$hp_nonce ${hp_c:-gone} $hp_l"
exit 0
