# Part: defines hp_read, which sets hp_p hp_ps hp_pb (pid, start, boot) from the record hp_d, and hp_live: the very process that was recorded lives.
hp_p= hp_ps= hp_pb= hp_boot=-
hp_read() { hp_p= hp_ps= hp_pb= hp_x=; { read -r hp_p hp_ps hp_pb hp_x <"$hp_d.pid"; } 2>/dev/null; [ "$hp_x" = end ]; }
{ read -r hp_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
hp_live() {
  [ -n "$hp_p" ] || return 1
  kill -0 "$hp_p" 2>/dev/null || [ -d "/proc/$hp_p" ] || return 1
  [ "$hp_pb" = "$hp_boot" ] || return 1
  [ "$hp_ps" = - ] && return 0
  hp_q=
  { read -r hp_q <"/proc/$hp_p/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086
  set -- ${hp_q##*\) }
  [ "$1" != Z ] && [ "${20}" = "$hp_ps" ]
}
