# What a host says of itself, one fact a line; programs that the steps need and it lacks. Ends here with "end facts" where it is not the
# host that the release means (hp_hostname, hp_machine_id; empty: whichever): on another nothing is left.
# hp_now is what the clock of this end says, in seconds.
# Takes: hostname machine_id now
. ./host/last.sh
. ./host/forks.sh
. ./host/time.sh
. ./host/node.sh
hp_x=$hp_node
[ "${hp_hostname:-$hp_x}" = "$hp_x" ] && hp_right=yes || hp_right=
echo "hostname $hp_x"
hp_last
# shellcheck disable=SC2034
hp_lo=$hp_x
hp_forks
hp_time
echo "time ${hp_x:-$(date +%s)}"
hp_x=
{ read -r hp_x </etc/machine-id && echo "machine_id $hp_x"; } 2>/dev/null
[ "${hp_machine_id:-$hp_x}" = "$hp_x" ] || hp_right=
{ read -r hp_x </proc/sys/kernel/random/boot_id && echo "boot $hp_x"; } 2>/dev/null
# Seven words of a header, then the file system, its size, and what is used and free of it.
# shellcheck disable=SC2046
set -- $(LC_ALL=C df -Pk "${HOME:-.}" 2>/dev/null)
[ $# -lt 11 ] || { shift 10; echo "free $1"; }
. ./host/programs.sh
if [ -z "$hp_right" ]; then echo 'end facts'; exit 0; fi
