# Part: defines hp_writer: a process lives that has the record hp_d for its output, such as a daemon that the step has started; hp_w is its
# pid: of a daemon and what it has started, the daemon's, whichever number is lower, since a host's numbers begin anew at the highest. Without
# Linux's /proc the step's process group stands in for it. hp_one is the folder of the one run that is asked about, or empty.
. ./record/identity.sh
. ./job/any.sh
. ./host/last.sh
. ./host/forks.sh
# Whether all that began after the run has numbers above hp_lo, the last before it, up to hp_hi. They begin anew at the highest: then they
# have come less far than there were processes. Not every host tells its own: so this shell, hp_o, has to stand between then and now.
hp_bound() {
  hp_1= hp_2= hp_3= hp_o=0
  { [ -z "$hp_one" ] || { read -r hp_q && read -r hp_1 hp_2 hp_3; } <"$hp_one/since"; } 2>/dev/null
  hp_forks
  hp_last
  { read -r hp_o hp_q </proc/self/stat; } 2>/dev/null
  hp_lo=$hp_1 hp_hi=$hp_x
  [ "$hp_3" = "$hp_boot" ] && [ -n "$hp_1" ] && [ -n "$hp_2" ] && [ -n "$hp_nf" ] && [ -n "$hp_x" ] &&
    [ "$hp_lo" -lt "$hp_o" ] && [ "$hp_o" -le "$hp_hi" ] && [ $((hp_nf - hp_2)) -le $((hp_hi - hp_lo)) ]
}
# Of the run hp_one nothing is older than the first process that was noted as that of an attempt.
hp_first() {
  hp_3=
  for hp_x in "$hp_one"/*.pid; do
    hp_1= hp_2= hp_q=
    { read -r hp_1 hp_q hp_2 hp_q <"$hp_x"; } 2>/dev/null
    case $hp_q$hp_1 in end*[!0-9]* | end) return ;; end*) ;; *) return ;; esac
    [ "$hp_2" = "$hp_boot" ] || return
    [ "${hp_3:-$hp_1}" -lt "$hp_1" ] || hp_3=$hp_1
  done
  [ "$hp_3" -lt "$hp_lo" ] || hp_lo=$hp_3
}
# hp_l: the outputs of all processes that may be one. Most began before the run, and to ask them all takes long.
hp_outputs() {
  set -- /proc/[0-9]*
  hp_l=
  for hp_x do
    hp_q=${hp_x#/proc/}
    if [ "$hp_q" -gt "$hp_lo" ] && [ "$hp_q" -le "$hp_hi" ] && [ "$hp_q" != "$hp_o" ]; then hp_l="$hp_l $hp_x/fd/1 $hp_x/fd/2"; fi
  done
}
hp_look_at() {
  for hp_q in "/proc/$1/fd/1" "/proc/$1/fd/2"; do
    # What is no file is none of a record.
    [ -f "$hp_q" ] || continue
    for hp_x in "$hp_one"/*.out "$hp_one"/*.err; do
      # shellcheck disable=SC3013
      [ "$hp_q" -ef "$hp_x" ] || continue
      hp_x=${hp_x%.*}
      hp_ws="$hp_ws $1 ${hp_one##*/}/${hp_x##*/} "
    done
  done
}
# Those of few numbers this shell asks by itself, ten at a time.
hp_ask() {
  hp_1=$((hp_lo / 10))
  while [ "$hp_1" -le $((hp_hi / 10)) ]; do
    for hp_2 in 0 1 2 3 4 5 6 7 8 9; do [ ! -d "/proc/${hp_1#0}$hp_2" ] || hp_look_at "${hp_1#0}$hp_2"; done
    hp_1=$((hp_1 + 1))
  done
}
hp_writers() {
  hp_ws=
  if hp_bound; then
    hp_first
    # shellcheck disable=SC3013
    if [ $((hp_hi - hp_lo)) -le 1000 ] && [ / -ef / ] 2>/dev/null; then hp_ask; return; fi
    hp_outputs
  else hp_l='/proc/[0-9]*/fd/1 /proc/[0-9]*/fd/2'; fi
  # shellcheck disable=SC2012,SC2086
  [ -z "$hp_l" ] || hp_ws=$(ls -l $hp_l 2>/dev/null | sed -n 's|^.* /proc/\([0-9]*\)/fd/[12] -> .*/holdpoint/runs/\([^/]*/[^/.]*\)[.][a-z]*$| \1 \2 |p')
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
