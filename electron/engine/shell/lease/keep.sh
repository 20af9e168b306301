# Part: defines hp_keep RUN MARK WHY BASIS, which keeps that of a run whose lease has gone. It counts once its last line is whole, so
# only what takes another's place has to be moved there.
# Takes: workstation operator at
hp_put() { printf '%s\n' "$2 $3" "$hp_workstation" "$hp_operator" "$hp_at" "$4" "$hp_n"; }
hp_keep() {
  [ -d "$hp_f/over" ] || mkdir -m 700 -- "$hp_f/over" || return 1
  hp_x=$hp_f/over/$1
  set -C
  if { hp_put "$@" >"$hp_x"; } 2>/dev/null; then hp_q=; else hp_q=.$$; fi
  set +C
  [ -z "$hp_q" ] || { hp_put "$@" >"$hp_x$hp_q" && mv -f -- "$hp_x$hp_q" "$hp_x"; }
}
