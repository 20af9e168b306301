# Tells what the record of an attempt says as "NONCE WHAT PID PID BOOT SECONDS": running, ended, gone (the process went without an
# outcome), fenced (it can never start) or absent; then passes on the output from the given bytes, and the trailer.
# hp_fence: nobody saw it start, so where there is no record, make one that keeps it from ever starting. It is where the intent stands
# in the log: a folder of the run that was made later proves nothing by being empty. Empty: it was seen to start.
# hp_follow: yes stays with it while it runs; otherwise tells its state and goes.
# Takes: nonce mark fence stdout stderr follow
. ./record/place.sh
. ./record/identity.sh
. ./host/nap.sh
. ./record/ended.sh
hp_say() { case "$hp_pb" in "") hp_y=unknown ;; "$hp_boot") hp_y=same ;; *) hp_y=booted ;; esac; echo "$hp_nonce $1 ${hp_p:-0} ${hp_p:-0} $hp_y ${2:--}"; }
if [ -n "$hp_fence" ]; then
  hp_x=
  { read -r hp_a hp_x <"$hp_r/since"; } 2>/dev/null
  if [ "$hp_x" = end ] && [ "$hp_a" -lt "$hp_fence" ]; then
    . ./record/begin.sh
    [ "$hp_g" = mine ] && echo fence >"$hp_d.fence"
  fi
fi
if [ ! -e "$hp_d.sh" ]; then hp_say absent; exit 0; fi
hp_n=0
until hp_read || [ -e "$hp_d.fence" ] || [ $hp_n -ge 50 ]; do hp_n=$((hp_n + 1)); hp_nap 0.1; done
if [ -e "$hp_d.fence" ]; then hp_say fenced; exit 0; fi
if [ ! -e "$hp_d.out" ]; then hp_say gone; exit 0; fi
exec 3<"$hp_d.out" 4<"$hp_d.err"
[ "$hp_stdout" = 0 ] || dd bs=1 skip="$hp_stdout" count=0 <&3 2>/dev/null
[ "$hp_stderr" = 0 ] || dd bs=1 skip="$hp_stderr" count=0 <&4 2>/dev/null
hp_time() { stat -c %Y "$1" 2>/dev/null || stat -f %m "$1" 2>/dev/null; }
# Nothing where the host's clock was set back in between.
hp_took() { hp_a=$(hp_time "$hp_d.sh") && hp_z=$(hp_time "$hp_d.pid") && [ "$hp_z" -ge "$hp_a" ] && echo $((hp_z - hp_a)); }
if hp_ended; then hp_say ended "$(hp_took)"
elif hp_live; then
  hp_say running
  [ "$hp_follow" = yes ] || exit 0
elif hp_ended; then hp_say ended "$(hp_took)"
else hp_say gone; fi
# It is somebody else's child, so it is polled.
hp_pause() {
  if hp_ended; then :
  elif [ $hp_n -lt 30 ]; then hp_nap 0.1
  else hp_nap 0.5; fi
}
. ./record/follow.sh
. ./job/any.sh
hp_l=0
[ -n "$hp_p" ] && hp_any && hp_l=1
echo "$hp_mark$hp_nonce ${hp_c:-gone} $hp_l"
exit 0
