# Runs hp_text in a shell of its own, for a shell that is fed further jobs; hp_c is its exit code. hp_k, and hp_m, are the numbers of the
# last process before it, and after it, where none of those in between holds this shell's output any more; hp_k is empty where one may, where
# nobody can tell, and where a signal came that was for the step's group, of which this shell is a part.
# Takes: text
. ./host/last.sh
# Found once: hp_fg, the group of this shell and so the step's; hp_an, this shell and all that it stems from, of which one gets the children
# of what has ended, or "all" where that cannot be seen.
hp_stem() {
  hp_an=" 0 1 " hp_y=$$
  while [ "$hp_y" -gt 1 ]; do
    hp_q=
    { read -r hp_q <"/proc/$hp_y/stat"; } 2>/dev/null || { hp_an=all; return; }
    # shellcheck disable=SC2086
    set -- ${hp_q##*\) }
    hp_an="$hp_an$hp_y " hp_fg=${hp_fg:-$3} hp_y=$2
  done
}
# Whether a process of that parent can stem from the step.
hp_kin() {
  case $hp_an in all | *" $1 "*) return 0 ;; esac
  [ "$1" -gt "$hp_k" ] && [ "$1" -le "$hp_x" ]
}
# Whether the process hp_m may hold it. Kernel threads (flag 0x200000) and zombies do not.
hp_holds() {
  hp_q=
  { read -r hp_q <"/proc/$hp_m/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086
  set -- ${hp_q##*\) }
  case ${1:-Z} in [ZX]) return 1 ;; esac
  [ "$(($7 & 2097152))" = 0 ] || return 1
  hp_kin "$2" || return 1
  set -- "/proc/$hp_m/fd"/*
  [ -e "$1" ] || [ -L "$1" ] || { [ -d "/proc/$hp_m" ]; return; }
  for hp_q do
    # shellcheck disable=SC3013
    if [ "$hp_q" -ef "/proc/$$/fd/1" ] || [ "$hp_q" -ef "/proc/$$/fd/2" ]; then return 0; fi
  done
  return 1
}
# Those that a process begins have higher numbers, until the numbers begin anew.
hp_seek() {
  # shellcheck disable=SC3013
  [ / -ef / ] 2>/dev/null || return 0
  while hp_last; do
    case $hp_k$hp_x in '' | *[!0-9]*) return 0 ;; esac
    [ "$hp_x" -ge "$hp_m" ] && [ $((hp_x - hp_k)) -le 500 ] || return 0
    [ "$hp_x" = "$hp_m" ] && return 1
    while [ "$hp_m" -lt "$hp_x" ]; do
      hp_m=$((hp_m + 1))
      if [ -d "/proc/$hp_m" ] && hp_holds; then return 0; fi
    done
  done
}
[ -n "$hp_an" ] || { hp_fg=; hp_stem; }
hp_z=
# Signal 6 is ABRT, which zsh has no such name for.
trap 'hp_z=y' HUP INT QUIT TERM USR1 USR2 ALRM PIPE PROF VTALRM XCPU XFSZ TRAP SYS 6
hp_last
hp_k=$hp_x hp_m=${hp_x:-0}
# shellcheck disable=SC2154,SC2016
hp_fg=$hp_fg hp_text=$hp_text /bin/sh -c 'eval "unset hp_text; $hp_text"' </dev/null
# shellcheck disable=SC2034
hp_c=$?
# Death by a signal, as ksh93 and yash put it.
[ "$hp_c" -le 255 ] || hp_c=$((128 + hp_c % 128))
if hp_seek || [ -n "$hp_z" ]; then hp_k=; fi
trap - HUP INT QUIT TERM USR1 USR2 ALRM PIPE PROF VTALRM XCPU XFSZ TRAP SYS 6
unset hp_text
