# Ends a process group, and says "gone" or "alive".
# Takes: group
. ./job/end-all.sh
hp_p=$hp_group
if hp_end; then echo gone; else echo alive; fi
