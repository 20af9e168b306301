# Part: defines hp_last, which sets hp_x to the number of the last process that began on the host; empty, and a
# failure, where it does not tell.
hp_last() {
  hp_x=
  { read -r hp_q hp_q hp_q hp_q hp_x </proc/loadavg; } 2>/dev/null
  case $hp_x in *[!0-9]*) hp_x= ;; esac
  [ -n "$hp_x" ]
}
