# Part: defines hp_look, which reads the note of who works on the machine hp_machine, kept in hp_b: hp_n its number, hp_o the token ("RUN WORD",
# or "-" where nobody has it), hp_w the workstation, hp_y the operator, hp_t since when, hp_j what the run builds on, hp_c the connection
# ("PID START"), the one that took it unless another was noted since, and hp_m the newest mark; hp_im is the one that it began with. hp_f is the
# folder of the note.
. ./host/nap.sh
hp_f=$hp_b/leases/$hp_machine
hp_top() { hp_m=-; for hp_x in "$1"/*; do if [ -e "$hp_x" ]; then hp_m=${hp_x##*/}; fi; done; }
hp_note() {
  hp_o= hp_w= hp_y= hp_t= hp_c= hp_im= hp_j= hp_e=
  { { read -r hp_o; read -r hp_w; read -r hp_y; read -r hp_t; read -r hp_c; read -r hp_im; read -r hp_e; [ "$hp_e" = end ] || { hp_j=$hp_e; read -r hp_e; }; } <"$hp_f/holder-$hp_n"; } 2>/dev/null
  [ "$hp_e" = end ]
}
hp_look() {
  hp_n=0
  for hp_x in "$hp_f"/holder-*; do
    hp_x=${hp_x##*-}
    case $hp_x in *[!0-9]* | '') ;; *) [ "$hp_x" -le "$hp_n" ] || hp_n=$hp_x ;; esac
  done
  # shellcheck disable=SC2034
  hp_o=- hp_w= hp_y= hp_t= hp_j= hp_c='0 0' hp_m=- hp_im=-
  [ "$hp_n" = 0 ] && return
  hp_note || { hp_nap 0.3; hp_note; }
  [ "$hp_o" = - ] && return
  # shellcheck disable=SC2034
  { read -r hp_c <"$hp_f/conn-${hp_o#* }"; } 2>/dev/null
  hp_top "$hp_f/gate-${hp_o#* }"
  [ "$hp_m" != - ] || hp_m=${hp_im:--}
}
