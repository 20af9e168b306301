# Prints the boot id, where the host tells it.
{ read -r hp_x </proc/sys/kernel/random/boot_id && echo "$hp_x"; } 2>/dev/null
