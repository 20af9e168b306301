# Prints SHA-256 and size of the file hp_p that is to be downloaded, or "special": what has no end, such as a device or a pipe, is not read.
# Takes: p
if [ -e "$hp_p" ] && ! [ -f "$hp_p" ]; then echo special; exit; fi
hp_n=$(wc -c <"$hp_p")
hp_kib=$((hp_n / 1024))
. ./hash.sh
# shellcheck disable=SC2086
echo "$hp_h" $hp_n
