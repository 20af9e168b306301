# Part: defines hp_revoke WHY, after which the holder begins nothing more. It fails as soon as one more mark was made.
. ./lease/keep.sh
hp_revoke() {
  hp_why=$1 hp_g=$hp_f/gate-${hp_o#* }
  [ -d "$hp_g" ] || return 0
  set -- "$hp_g"/*
  hp_l=-
  for hp_x in "$@"; do if [ -e "$hp_x" ]; then hp_l=${hp_x##*/}; fi; done
  [ "$hp_l" != - ] || hp_l=${hp_im:--}
  [ "$hp_l" = "$hp_m" ] || return 1
  [ "$hp_m" = - ] || hp_keep "${hp_o%% *}" "$hp_m" "$hp_why" "$hp_j" || return 1
  rm -f -- "$@"
  rmdir -- "$hp_g" 2>/dev/null && return 0
  [ -d "$hp_g" ] || return 0
  [ "$hp_m" = - ] || true >"$hp_g/$hp_m"
  return 1
}
