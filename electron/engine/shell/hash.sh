# Part: sets hp_h to the SHA-256 of the file hp_p, or to nothing where the host has no tool for it. Of a large file, whose size is then in
# hp_kib, by openssl where there is one: it takes longer to start, and a fifth of the time of many a sha256sum.
hp_h=
[ "${hp_kib:-0}" -lt 4096 ] || hp_h=$(openssl dgst -sha256 -r <"$hp_p" 2>/dev/null)
[ -n "$hp_h" ] || hp_h=$( { sha256sum <"$hp_p" || shasum -a 256 <"$hp_p" || openssl dgst -sha256 -r <"$hp_p"; } 2>/dev/null )
hp_h=${hp_h%% *}
