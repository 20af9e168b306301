# Part: defines hp_size, which sets hp_kb to the size of the record hp_d in KiB.
# shellcheck disable=SC2034
hp_size() { hp_kb=$(du -sk -- "$hp_d".* 2>/dev/null | { hp_q=0; while read -r hp_x hp_y; do hp_q=$((hp_q + hp_x)); done; echo "$hp_q"; }); }
