# Lists what is kept of runs that have gone, as "over RUN WHY AT WORKSTATION".
. ./lease/find.sh
for hp_x in "$hp_b/leases/$hp_machine/over"/*; do
  case ${hp_x##*/} in '*' | *.*) continue ;; esac
  # shellcheck disable=SC2034
  { { read -r hp_1; read -r hp_2; read -r hp_3; read -r hp_4; read -r hp_5; read -r hp_6; } <"$hp_x"; } 2>/dev/null && echo "over ${hp_x##*/} ${hp_1#* } $hp_4 $hp_2"
done
