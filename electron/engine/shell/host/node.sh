# Part: sets hp_node to the name that the machine has for itself. A process less where Linux tells it.
hp_node=
{ read -r hp_node </proc/sys/kernel/hostname; } 2>/dev/null
[ -n "$hp_node" ] || hp_node=$(hostname 2>/dev/null || uname -n)
