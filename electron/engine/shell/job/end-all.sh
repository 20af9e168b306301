# Part: defines hp_end, which ends the process group hp_p: TERM, up to 5 s of grace, KILL, up to 2 s to go. Fails where something lives on.
. ./job/any.sh
. ./host/nap.sh
hp_wait() { hp_n=$1; while hp_any && [ "$hp_n" -gt 0 ]; do hp_n=$((hp_n - 1)); hp_nap 0.1; done; }
hp_end() {
  kill -TERM -"$hp_p" 2>/dev/null
  hp_wait 50
  if hp_any; then kill -KILL -"$hp_p" 2>/dev/null; hp_wait 20; fi
  ! hp_any
}
