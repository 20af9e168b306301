# Makes the mark hp_mark, which needs its folder, the gate; without it nothing begins. It also stands before sudo, in a command line that
# csh and fish read: no single quote, no backslash, no exclamation mark, one line.
# Takes: mark
if [ -e "$hp_mark" ] || { true >"$hp_mark"; } 2>/dev/null; then :
elif [ -d "${hp_mark%/*}" ]; then echo "holdpoint: home-unwritable" >&2; exit 97
else
  . ./lease/gone.sh
fi
