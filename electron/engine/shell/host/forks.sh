# Part: defines hp_forks, which sets hp_nf to how many processes have begun since the host did, and hp_bt to when that was, in seconds; each
# empty where it does not tell.
hp_forks() {
  hp_nf= hp_bt=
  {
    while read -r hp_q hp_nf; do
      # shellcheck disable=SC2034
      [ "$hp_q" != btime ] || hp_bt=$hp_nf
      [ "$hp_q" != processes ] || break
    done </proc/stat
  } 2>/dev/null
  case $hp_nf in *[!0-9]*) hp_nf= ;; esac
}
