# Part: makes the folder of a run's records, and notes how far the log was then: of what was begun before, it can say nothing.
# Takes: run seq
{ { [ -d "$hp_b/runs" ] || mkdir -p -m 700 -- "$hp_b/runs"; } && mkdir -m 700 -- "$hp_b/runs/$hp_run" && echo "$hp_seq end" >"$hp_b/runs/$hp_run/since"; } 2>/dev/null
