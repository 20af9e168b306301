# Part: the gate of the attempt hp_d: whoever makes its file first decides, and it is made once. hp_g is "mine", "taken", or "none" where
# nothing can be kept.
set -C
if { true >"$hp_d.sh"; } 2>/dev/null; then hp_g=mine
elif [ -e "$hp_d.sh" ]; then hp_g=taken
else hp_g=none; fi
set +C
