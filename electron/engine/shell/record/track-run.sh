# The same in the home of another user that steps of a run are run as, with the run's folder made there and its attempts named.
# Takes: run seq
. ./record/track.sh
. ./record/run-folder.sh
. ./record/attempts.sh
