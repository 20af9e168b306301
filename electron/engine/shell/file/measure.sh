# Prints SHA-256 and size of the file hp_p that is to be downloaded, or "special": what has no end, such as a device or a pipe, is not read.
# Takes: p
if [ -e "$hp_p" ] && ! [ -f "$hp_p" ]; then echo special; exit; fi
. ./file/extent.sh
. ./file/hash.sh
# shellcheck disable=SC2086
echo "$hp_h" $hp_n
