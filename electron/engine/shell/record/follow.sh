# Part: passes on what the record hp_d holds beyond descriptors 3 and 4 until the attempt has ended, with hp_pause before each look and
# hp_live to ask for its process. Afterwards hp_c is the outcome, or empty where the process went without one.
. ./host/nap.sh
. ./record/ended.sh
hp_n=0 hp_c=
while :; do
  hp_pause
  hp_n=$((hp_n + 1)) hp_z=
  if hp_ended; then hp_z=rc; elif hp_live; then :; else hp_z=gone; fi
  if [ -s "$hp_d.out" ]; then cat <&3 || exit 1; fi
  if [ -s "$hp_d.err" ]; then cat <&4 >&2 || exit 1; fi
  if [ "$hp_z" = gone ]; then
    hp_ended || hp_nap 0.3
    hp_ended && continue
    break
  fi
  [ "$hp_z" = rc ] && break
done
