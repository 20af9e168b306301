# Part: puts down hp_c, what came of the attempt; on a full disk in the room of its text, which nobody needs any more.
echo "$hp_c end" >"$hp_d.rc" || { true >"$hp_d.sh"; echo "$hp_c end" >"$hp_d.rc"; }
