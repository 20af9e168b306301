# The same, and only the newest marks stay.
. ./make-mark.sh
( set -- "${hp_mark%/*}"/*; while [ $# -gt 8 ]; do rm -f -- "$1"; shift; done )
unset hp_mark
