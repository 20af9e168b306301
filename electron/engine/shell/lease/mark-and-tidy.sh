# The same, and only the newest marks stay.
. ./lease/make-mark.sh
# The oldest go round to the end, behind those that stay.
( set -- "${hp_mark%/*}"/*; hp_n=$(($# - 8)) hp_i=0; while [ "$hp_i" -lt "$hp_n" ]; do hp_i=$((hp_i + 1)); set -- "$@" "$1"; shift; done; [ "$hp_n" -le 0 ] || { shift 8; rm -f -- "$@"; } )
unset hp_mark
