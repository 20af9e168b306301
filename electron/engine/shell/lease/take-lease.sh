# Takes the lease where the note is as it was seen (hp_seen; "free": only where nobody holds the host and nothing is kept of those
# runs), and says what it saw. A host that stands under two names in one release has one gate. The gate is there before the holder's
# name, and of those who want the next number one gets it.
# Takes: run word basis mark seen
. ./lease/find.sh
. ./lease/tell.sh
. ./lease/connection.sh
. ./lease/revoke.sh
hp_may() {
  [ "$hp_seen" != free ] && { [ "$hp_n|$hp_o|$hp_m|$hp_c" = "$hp_seen" ]; return; }
  { [ "$hp_o" = - ] && [ "$hp_af" = 0 ]; } || return 1
  for hp_x in $hp_runs; do [ ! -e "$hp_f/over/$hp_x" ] || return 1; done
}
hp_undo() { rmdir -- "$hp_f/gate-$hp_word"; echo "lease $1"; }
hp_take() {
  { [ -d "$hp_f" ] || mkdir -p -m 700 -- "$hp_f"; } 2>/dev/null
  if ! mkdir -m 700 -- "$hp_f/gate-$hp_word" 2>/dev/null; then
    if [ -d "$hp_f/gate-$hp_word" ]; then echo 'lease changed'; else echo 'lease none'; fi
    return
  fi
  [ "$hp_o" = - ] || hp_revoke replaced || { hp_undo changed; return; }
  hp_z=no hp_next=$((hp_n + 1))
  set -C
  { { printf '%s\n' "$hp_run $hp_word" "$hp_workstation" "$hp_operator" "$hp_at" "$hp_cn" "$hp_mark" ${hp_basis:+"$hp_basis"} end && hp_z=yes || hp_z=full; } >"$hp_f/holder-$hp_next"; } 2>/dev/null
  set +C
  [ $hp_z != full ] || { rm -f -- "$hp_f/holder-$hp_next"; hp_undo none; return; }
  for hp_x in "$hp_f"/holder-*; do [ "${hp_x##*-}" -le "$hp_next" ] || hp_z=no; done
  [ $hp_z = yes ] || { hp_undo changed; return; }
  set --
  for hp_x in "$hp_f"/holder-*; do [ "${hp_x##*-}" -ge "$hp_next" ] || set -- "$@" "$hp_x"; done
  [ "$hp_o" = - ] || set -- "$@" "$hp_f/conn-${hp_o#* }"
  # The one that told that nobody had it goes at the end.
  [ $# -lt 2 ] || rm -f -- "$@"
  . ./record/run-folder.sh
  echo 'lease taken'
}
if hp_may; then hp_take; elif [ "$hp_seen" = free ]; then echo 'lease seen'; else echo 'lease changed'; fi
