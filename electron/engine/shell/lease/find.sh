# Part: names the machine within the home, which several may share: hp_machine.
. ./host/base.sh
hp_x=
{ read -r hp_x </etc/machine-id; } 2>/dev/null
. ./host/node.sh
hp_machine=$hp_node-$hp_x
case $hp_machine in *[!A-Za-z0-9._-]*) hp_machine=host-${hp_x%%[!0-9a-f]*} ;; esac
