# Part: looks at the note and prints what lease/note.ts reads. hp_runs: runs that it is asked about. hp_af: how many other runs build on those.
# Takes: run runs
. ./lease/note.sh
. ./lease/holder.sh
hp_over() { hp_5= hp_6=; { { read -r hp_1; read -r hp_2; read -r hp_3; read -r hp_4; read -r hp_5; read -r hp_6; } <"$hp_f/over/$1"; } 2>/dev/null; }
hp_past() { hp_over "$2" && { echo "$1 $hp_1"; echo "$1-workstation $hp_2"; echo "$1-operator $hp_3"; echo "$1-at $hp_4"; echo "$1-order $hp_6"; }; }
hp_look
echo "base $hp_b"
echo "machine $hp_machine"
{ read -r hp_x </proc/sys/kernel/random/boot_id && echo "boot $hp_x"; } 2>/dev/null
if [ "$hp_o" != - ]; then
  hp_alive
  echo "lease-token $hp_o"
  echo "lease-workstation $hp_w"
  echo "lease-operator $hp_y"
  echo "lease-since $hp_t"
  echo "lease-live $hp_v"
  echo "lease-mark $hp_m"
  echo "lease-basis $hp_j"
fi
echo "lease-seen $hp_n|$hp_o|$hp_m|$hp_c"
hp_i=0
for hp_x in $hp_runs; do hp_past "past$hp_i" "$hp_x"; hp_i=$((hp_i + 1)); done
hp_af=0
for hp_x in "$hp_f/over"/*; do
  hp_x=${hp_x##*/}
  case $hp_x in '*' | *.*) continue ;; esac
  case " $hp_runs " in *" $hp_x "*) continue ;; esac
  hp_over "$hp_x" || continue
  case " $hp_runs " in *" ${hp_5#* } "*) echo "after$hp_af-run $hp_x"; echo "after$hp_af-basis $hp_5"; hp_past "after$hp_af" "$hp_x"; hp_af=$((hp_af + 1)) ;; esac
done
. ./record/attempts.sh
