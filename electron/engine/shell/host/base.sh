# Part: where Holdpoint keeps things on a host: hp_b. A sudo that keeps HOME or XDG_STATE_HOME would lead into another user's home, so each
# counts only where it belongs to the user who runs this; what is not there yet belongs to whoever has the folder that it would be made in.
hp_b=${HOME:-$(cd && pwd)}
hp_x=$XDG_STATE_HOME
if [ -O "$hp_b" ]; then
  case $hp_x in /*) hp_u=$hp_x ;; *) hp_x= hp_u=$hp_b ;; esac
  until [ -z "$hp_u" ] || [ -e "$hp_u" ]; do hp_u=${hp_u%/*}; done
  [ -O "${hp_u:-/}" ] || hp_x=
else
  hp_x=
  hp_u=$(id -un 2>/dev/null)
  case $hp_u in *[!A-Za-z0-9_.-]* | '') ;; *) eval "hp_b=~$hp_u" ;; esac
fi
hp_b=${hp_x:-$hp_b/.local/state}/holdpoint
