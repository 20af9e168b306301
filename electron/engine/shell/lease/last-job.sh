# In front of the last job of the user who logs in, which gives the lease back: looks whether the gate is there and can be removed.
# Takes: gate
if [ -w "$hp_gate" ]; then :
elif [ -d "$hp_gate" ]; then echo "holdpoint: home-unwritable" >&2; exit 97
else
  . ./lease/gone.sh
fi
unset hp_gate
