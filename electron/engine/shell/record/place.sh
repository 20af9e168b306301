# Part: names the record of an attempt: hp_r the run's folder, hp_d what the names of the attempt's files begin with.
# Takes: run attempt
. ./host/base.sh
hp_r=$hp_b/runs/$hp_run
hp_d=$hp_r/$hp_attempt
