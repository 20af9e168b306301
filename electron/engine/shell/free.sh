# Part: defines hp_free: with the gate gone nobody holds the host any more, unless somebody took it just now.
hp_free() {
  rm -f -- "$hp_f/conn-${hp_o#* }"
  hp_next=$((hp_n + 1))
  set -C
  { printf '%s\n' - - - - end >"$hp_f/holder-$hp_next"; } 2>/dev/null
  set +C
  for hp_x in "$hp_f"/holder-*; do [ "${hp_x##*-}" -ge "$hp_next" ] || rm -f -- "$hp_x"; done
}
