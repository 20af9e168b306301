# Part: defines hp_alive: hp_v is whether the connection behind the lease is open, "untold" where the host does not show processes.
hp_alive() {
  hp_v=no
  case $hp_c in -*) hp_v=untold; return ;; esac
  # shellcheck disable=SC2086
  set -- $hp_c
  hp_q=
  { read -r hp_q <"/proc/${1:-0}/stat"; } 2>/dev/null
  hp_s=${2:-0}
  # shellcheck disable=SC2086
  set -- ${hp_q##*\) }
  [ -n "$hp_q" ] && [ "${20}" = "$hp_s" ] && hp_v=yes
}
