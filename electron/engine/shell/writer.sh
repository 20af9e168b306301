# Part: defines hp_writer: a process lives that has the record hp_d for its output, such as a daemon that the step has started; hp_w is its
# pid, the lowest where several have it: a daemon comes before what it starts. Without Linux's /proc the step's process group stands in for it.
. ./identity.sh
. ./any.sh
# shellcheck disable=SC2012
hp_writers() {
  hp_ws=$(ls -l /proc/[0-9]*/fd/1 /proc/[0-9]*/fd/2 2>/dev/null | sed -n 's|^.* /proc/\([0-9]*\)/fd/[12] -> .*/holdpoint/runs/\([^/]*/[^/]*\)/[a-z]*$| \1 \2 |p')
  [ -z "$hp_ws" ] || hp_ws=$(echo "$hp_ws" | { sort -n 2>/dev/null || cat; })
}
hp_ws=unasked
hp_writer() {
  [ "$hp_ws" != unasked ] || hp_writers
  hp_w=${hp_d%/*}
  hp_w=${hp_w##*/}/${hp_d##*/}
  case "$hp_ws" in *" $hp_w "*) hp_w=${hp_ws%% "$hp_w" *}; hp_w=${hp_w##* }; return 0 ;; esac
  hp_w=
  [ ! -e /proc/self/fd ] && hp_read && [ "$hp_pb" = "$hp_boot" ] && ! kill -0 "$hp_p" 2>/dev/null && hp_any && hp_w=$hp_p
}
