# Takes a lease of one of these runs away, whoever took it, unless it is live; what it had come to is kept.
# Takes: runs
. ./find.sh
. ./note.sh
. ./holder.sh
. ./revoke.sh
. ./free.sh
hp_look
hp_alive
case " $hp_runs " in *" ${hp_o%% *} "*) if [ "$hp_v" = no ] && hp_revoke cleaned && hp_free; then hp_tidy; fi ;; esac
