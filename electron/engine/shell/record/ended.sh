# Part: defines hp_ended: an outcome stands in the record hp_d, behind who runs it; hp_c is that outcome, or empty.
hp_ended() {
  hp_c= hp_x=
  { { read -r hp_x && while [ "$hp_x" != end ] && read -r hp_c hp_x; do :; done; } <"$hp_d.pid"; } 2>/dev/null
  # shellcheck disable=SC2034
  [ "$hp_x" = end ] || { hp_c=; return 1; }
}
