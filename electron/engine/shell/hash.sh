# Part: sets hp_h to the SHA-256 of the file hp_p, or to nothing where the host has no tool for it.
hp_h=$( { sha256sum <"$hp_p" || shasum -a 256 <"$hp_p" || openssl dgst -sha256 -r <"$hp_p"; } 2>/dev/null )
hp_h=${hp_h%% *}
