# Part: sets hp_n to the size of the file hp_p in bytes and hp_kib to about that in KiB. Some files, as in /proc, tell it by being read only.
# Digits are cut off, since some shells count to 2 GiB only.
hp_n=$( { stat -L -c %s -- "$hp_p" || stat -L -f %z -- "$hp_p"; } 2>/dev/null )
case $hp_n in 0 | '' | *[!0-9]*) hp_n=$(wc -c <"$hp_p") ;; esac
case $hp_n in ????*) hp_kib=${hp_n%???} ;; *) hp_kib=0 ;; esac
