# Part: defines hp_writer: a process lives that has the record hp_d for its output, such as a daemon that the step has started; hp_w is its
# pid: of a daemon and what it has started, the daemon's, whichever number is lower, since a host's numbers begin anew at the highest. Without
# Linux's /proc the step's process group stands in for it.
. ./identity.sh
. ./any.sh
# shellcheck disable=SC2012
hp_writers() {
  hp_ws=$(ls -l /proc/[0-9]*/fd/1 /proc/[0-9]*/fd/2 2>/dev/null | sed -n 's|^.* /proc/\([0-9]*\)/fd/[12] -> .*/holdpoint/runs/\([^/]*/[^/.]*\)[.][a-z]*$| \1 \2 |p')
}
hp_up() {
  hp_q=
  { read -r hp_q <"/proc/$hp_w/stat"; } 2>/dev/null
  # shellcheck disable=SC2086
  set -- ${hp_q##*\) }
  case "$hp_ws" in *" ${2:-none} $hp_x "*) hp_w=$2 ;; *) return 1 ;; esac
}
hp_ws=unasked
hp_writer() {
  [ "$hp_ws" != unasked ] || hp_writers
  hp_x=${hp_d%/*}
  hp_x=${hp_x##*/}/${hp_d##*/}
  case "$hp_ws" in *" $hp_x "*)
    hp_w=${hp_ws%% "$hp_x" *} hp_w=${hp_w##* }
    while hp_up; do :; done
    return 0 ;;
  esac
  hp_w=
  [ ! -e /proc/self/fd ] && hp_read && [ "$hp_pb" = "$hp_boot" ] && ! kill -0 "$hp_p" 2>/dev/null && hp_any && hp_w=$hp_p
}
