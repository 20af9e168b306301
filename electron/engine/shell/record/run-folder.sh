# Part: makes the folder of a run's records, and notes how far the log was then: of what was begun before, it can say nothing. So it notes
# which process was the last by then, how many there had been, and since which start of the host: none of the run began before.
# Takes: run seq
. ./host/last.sh
. ./host/forks.sh
# The first question to a host has looked already.
if [ -z "$hp_lo$hp_nf" ]; then
  hp_last
  hp_lo=$hp_x
  hp_forks
fi
{ read -r hp_q </proc/sys/kernel/random/boot_id; } 2>/dev/null || hp_lo=
{ { [ -d "$hp_b/runs" ] || mkdir -p -m 700 -- "$hp_b/runs"; } && mkdir -m 700 -- "$hp_b/runs/$hp_run" && printf '%s\n' "$hp_seq end" "$hp_lo $hp_nf $hp_q" >"$hp_b/runs/$hp_run/since"; } 2>/dev/null
