# Whether an upload that nobody saw end has put its file in place: "there", "absent", "part" where a part of it stays, or "unread" where
# what is there could not be hashed. Whoever receives it removes its part when the link is gone; it gets a while to see that. Without the
# part nothing can be put in place any more.
# Takes: nonce sha256
. ./file/target.sh
. ./host/nap.sh
hp_p=$hp_t.part-$hp_nonce
hp_n=0
while [ -e "$hp_p" ] && [ "$hp_n" -lt 50 ]; do hp_n=$((hp_n + 1)); hp_nap 0.2; done
rm -f -- "$hp_p"
hp_k=
[ ! -e "$hp_p" ] || hp_k=part
hp_p=$hp_t hp_kib=
if [ -f "$hp_t" ]; then
  . ./file/extent.sh
fi
. ./file/hash.sh
[ -n "$hp_h" ] || [ ! -e "$hp_t" ] || hp_k=${hp_k:-unread}
if [ "$hp_h" = "$hp_sha256" ]; then echo there; else echo "${hp_k:-absent}"; fi
