# Takes a lease of one of these runs away, whoever took it, unless it is live; what it had come to is kept.
# Takes: runs
. ./lease/find.sh
. ./lease/note.sh
. ./lease/holder.sh
. ./lease/revoke.sh
. ./lease/free.sh
hp_look
hp_alive
case " $hp_runs " in *" ${hp_o%% *} "*) if [ "$hp_v" = no ] && hp_revoke cleaned && hp_free; then hp_tidy; fi ;; esac
