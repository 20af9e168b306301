# Part: names the record of an attempt: hp_r the run's folder, hp_d the attempt's.
# Takes: run attempt
. ./base.sh
hp_r=$hp_b/runs/$hp_run
hp_d=$hp_r/$hp_attempt
