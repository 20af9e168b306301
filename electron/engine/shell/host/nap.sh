# Part: defines hp_nap: a part of a second, or a whole one where the host's sleep knows no parts.
hp_nap() { sleep "$1" 2>/dev/null || sleep 1; }
