# Part: puts down hp_c, what came of the attempt, behind who runs it: in the room that this has on a disk that is full by now, or in that of
# its text, which nobody needs any more.
echo "$hp_c end" >>"$hp_d.pid" || { true >"$hp_d.sh"; echo "$hp_c end" >>"$hp_d.pid"; }
