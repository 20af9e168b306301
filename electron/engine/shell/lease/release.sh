# Gives the lease back where it is still this program's, and keeps how far the run had come; hp_mine is whether it was, for clean.sh.
# Of the gate, whoever sees it go has removed it; where one more mark is made meanwhile it stays.
# So many runs are remembered on a host after their end; the oldest go.
# Takes: b machine run word mark basis
. ./lease/note.sh
. ./lease/keep.sh
. ./lease/free.sh
hp_look
hp_mine=no
if [ "$hp_o" = "$hp_run $hp_word" ] && [ -d "$hp_f/gate-$hp_word" ] && hp_keep "$hp_run" "$hp_mark" over "$hp_basis" && rm -r -- "$hp_f/gate-$hp_word" && hp_free; then
  # shellcheck disable=SC2034
  hp_mine=yes
fi
set -- "$hp_f/over"/*
# shellcheck disable=SC2012
[ $# -le 50 ] || ls -t -- "$hp_f/over" 2>/dev/null | sed '1,50d' | while read -r hp_x; do rm -f -- "$hp_f/over/$hp_x"; done
