# Receives an uploaded file: it goes beside its target and takes that place once its hash is right. Mode and owner are those of the file
# that is there, or 0644, where hp_mode and hp_owner are empty. hp_guard is a guard: a file that arrives late is not put in place.
# Takes: nonce sha256 kib mode owner guard
. ./file/target.sh
hp_p=$hp_t.part-$hp_nonce
[ ! -d "$hp_t" ] || hp_no "target-folder $hp_t"
[ ! -e "$hp_t" ] || [ -f "$hp_t" ] || hp_no "target-special $hp_t"
# The host's tools for it are GNU's, busybox's or a BSD's.
hp_stat() { { stat -c '%a %u:%g' -- "$1" || stat -f '%Mp%Lp %u:%g' -- "$1"; } 2>/dev/null; }
hp_m=0644 hp_o= hp_w=
if [ -e "$hp_t" ] && [ -z "${hp_mode:+$hp_owner}" ]; then
  hp_s=$(hp_stat "$hp_t")
  hp_m=${hp_s%% *} hp_o=${hp_s#* }
  [ -n "$hp_s" ] || hp_no "owner-untold $hp_t"
fi
# shellcheck disable=SC2034
hp_k=$(df -Pk -- "$(dirname -- "$hp_t")" 2>/dev/null | { read -r hp_x; read -r hp_x hp_x hp_x hp_k hp_x && echo "$hp_k"; })
# Some shells count to 2^31 only, which is 2 TiB.
hp_x=${hp_k:-$hp_kib} hp_y=$hp_kib
case $hp_x,$hp_y in *??????????,* | *,??????????*) hp_x=${hp_x%????} hp_y=${hp_y%????} ;; esac
[ "$hp_x" -ge "$hp_y" ] || hp_no "no-space $hp_kib $hp_k $hp_t"
trap 'rm -f -- "$hp_p"' EXIT
# With the link gone nobody hears the words that follow; they must not end the shell before it has cleaned up.
trap '' PIPE
trap 'exit 129' HUP
trap 'exit 143' TERM
umask 077
cat >"$hp_p" || exit 1
[ -e "$hp_p" ] || hp_no "part-removed $hp_p"
# Of what was cut, less may be there than was to come.
. ./file/extent.sh
. ./file/hash.sh
[ -n "$hp_h" ] || hp_no no-hash-tool
[ "$hp_h" = "$hp_sha256" ] || hp_no "arrived-otherwise $hp_h"
if [ -n "$hp_owner" ]; then
  chown -- "$hp_owner" "$hp_p" || exit 1
elif [ -n "$hp_o" ]; then
  hp_s=$(hp_stat "$hp_p")
  if [ "$hp_o" != "${hp_s#* }" ] && ! chown -- "$hp_o" "$hp_p" 2>/dev/null; then
    chgrp -- "${hp_o#*:}" "$hp_p" 2>/dev/null
    hp_s=$(hp_stat "$hp_p")
    hp_w="owner-lost $hp_o ${hp_s#* }"
  fi
fi
chmod -- "${hp_mode:-$hp_m}" "$hp_p" || exit 1
( eval "$hp_guard" ) || exit 1
mv -f -- "$hp_p" "$hp_t" || exit 1
echo "verified SHA-256 $hp_h"
[ -z "$hp_w" ] || echo "$hp_w"
