# Wakes hp_j, which follows a step beside this shell, so that it passes on what there is. Where it is gone, and this shell has not seen it
# yet, runs hp_gone.
# Takes: gone
hp_q=
# shellcheck disable=SC2154
{ read -r hp_q <"/proc/$hp_j/stat"; } 2>/dev/null
# shellcheck disable=SC2154
case $hp_q in
*') Z '*) eval "$hp_gone" ;;
*) kill -USR1 "$hp_j" 2>/dev/null || eval "$hp_gone" ;;
esac
unset hp_q hp_gone
