# Part: defines hp_free: with the gate gone nobody holds the host any more; it fails where somebody took it just now. And hp_tidy, which removes
# what was noted before that, with any other files that it is given.
hp_free() {
  hp_fn=$((hp_n + 1)) hp_fw=${hp_o#* }
  set -C
  if { printf '%s\n' - - - - - - end >"$hp_f/holder-$hp_fn"; } 2>/dev/null; then hp_q=; else hp_q=$hp_f/holder-$hp_fn; fi
  set +C
  [ ! -e "$hp_q" ]
}
hp_tidy() {
  set -- "$@" "$hp_f/conn-$hp_fw"
  for hp_x in "$hp_f"/holder-*; do [ "${hp_x##*-}" -ge "$hp_fn" ] || set -- "$@" "$hp_x"; done
  rm -rf -- "$@"
}
