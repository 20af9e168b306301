# Looks at the note where it was found before (hp_b, hp_machine: a step may have renamed the host since); where the lease is still this
# program's, notes the connection that it has now.
# Takes: b machine word
. ./lease/tell.sh
. ./lease/connection.sh
if [ "$hp_o" = "$hp_run $hp_word" ] && [ -d "$hp_f/gate-$hp_word" ]; then
  { echo "$hp_cn" >"$hp_f/conn-$hp_word.$$" && mv -f -- "$hp_f/conn-$hp_word.$$" "$hp_f/conn-$hp_word"; } 2>/dev/null
  echo 'lease taken'
else echo 'lease seen'; fi
