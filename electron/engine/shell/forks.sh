# Part: defines hp_forks, which sets hp_nf to how many processes have begun since the host did; empty where it does not tell.
hp_forks() {
  hp_nf=
  { while read -r hp_q hp_nf; do [ "$hp_q" != processes ] || break; done </proc/stat; } 2>/dev/null
  case $hp_nf in *[!0-9]*) hp_nf= ;; esac
}
