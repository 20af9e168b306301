# Ends the recorded process group. Says "ended" (it has an outcome of its own), "gone", "alive PID" or "absent".
# The wish is put down first, so that the runner, which outlives TERM, puts it down as the outcome.
# Takes: why
. ./record/place.sh
. ./record/identity.sh
. ./record/ended.sh
if ! hp_read; then echo absent; exit 0; fi
. ./job/end-all.sh
hp_orphans() { [ "$hp_pb" = "$hp_boot" ] && ! kill -0 "$hp_p" 2>/dev/null && ! [ -d "/proc/$hp_p" ] && hp_any; }
if hp_ended; then echo ended; exit 0; fi
if hp_live || hp_orphans; then
  { echo "$hp_why end" >"$hp_d.wish"; } 2>/dev/null || kill -KILL "$hp_p" 2>/dev/null
  if ! hp_end; then echo "alive $hp_p"; exit 0; fi
fi
hp_ended
case $hp_c in stop | timeout) echo gone; exit 0 ;; ?*) echo ended; exit 0 ;; esac
hp_c=$hp_why
. ./record/outcome.sh
echo gone
