# Part: hp_watched does what it is given, with its input and output, and ends it with the input of this shell, which ends with the
# connection: what prints nothing for a long time would not notice that nobody waits for it any more. It is told until it is gone, since a
# shell may lose a signal while it begins something. Call it in $( ): once it was ended, nothing that follows there is begun.
exec 3<&0
hp_watched() {
  exec 4<&0
  ( exec "$@" <&4 3<&- 4<&- ) &
  hp_j=$!
  exec 4<&-
  { while read -r hp_x; do :; done; while kill "$hp_j"; do sleep 1; done; } <&3 >/dev/null 2>&1 &
  hp_x=$!
  wait "$hp_j"
  hp_c=$?
  kill "$hp_x" 2>/dev/null
  [ "$hp_c" -lt 128 ] || exit "$hp_c"
  return "$hp_c"
}
hp_by=hp_watched
