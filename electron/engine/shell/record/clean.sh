# Removes what a run has left, except attempts whose process lives, named as "left ATTEMPT PID", and those whose output somebody
# still writes to, named as "kept ATTEMPT PID KB". Ends with "clean", or with "taken" where release.sh came before it and found the
# lease to be another program's.
# Takes: run
if [ "$hp_mine" = no ]; then echo taken; exit 0; fi
. ./host/base.sh
hp_r=$hp_b/runs/$hp_run hp_one=$hp_b/runs/$hp_run
. ./record/writer.sh
. ./record/ended.sh
. ./record/size.sh
hp_each() {
  for hp_d in "$hp_r"/*.sh; do
    [ -e "$hp_d" ] || continue
    hp_d=${hp_d%.sh}
    if ! hp_ended && hp_read && hp_live; then "$1" alive; elif hp_writer; then "$1" written; else "$1" over; fi
  done
}
hp_count() { [ "$1" = over ] || hp_k=1; }
hp_drop() {
  case $1 in
  over) rm -f -- "$hp_d".* ;;
  alive) echo "left ${hp_d##*/} $hp_p" ;;
  written) hp_size; echo "kept ${hp_d##*/} $hp_w $hp_kb" ;;
  esac
}
hp_k=0
hp_each hp_count
[ "$hp_k" = 0 ] || { hp_each hp_drop; hp_r=; }
set --
[ -z "$hp_r" ] || [ ! -e "$hp_r" ] || set -- "$hp_r"
if [ -n "$hp_mine" ]; then hp_tidy "$@"; elif [ $# -gt 0 ]; then rm -rf -- "$@"; fi
echo clean
