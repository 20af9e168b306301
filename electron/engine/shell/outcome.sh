# Part: puts down hp_c, what came of the attempt; on a full disk in the room that was kept for it.
echo "$hp_c end" >"$hp_d/rc" || { rm -f -- "$hp_d/room"; echo "$hp_c end" >"$hp_d/rc"; }
