# Part: defines hp_free: with the gate gone nobody holds the host any more, unless somebody took it just now.
hp_free() {
  hp_next=$((hp_n + 1))
  set -C
  { printf '%s\n' - - - - end >"$hp_f/holder-$hp_next"; } 2>/dev/null
  set +C
  set -- "$hp_f/conn-${hp_o#* }"
  for hp_x in "$hp_f"/holder-*; do [ "${hp_x##*-}" -ge "$hp_next" ] || set -- "$@" "$hp_x"; done
  rm -f -- "$@"
}
