# The first that a job prints: NONCE, its pid and its process group.
# Takes: nonce
hp_g=
# shellcheck disable=SC2034
{ read -r hp_a hp_a hp_a hp_a hp_g hp_a </proc/$$/stat; } 2>/dev/null || hp_g=$(ps -o pgid= -p $$ 2>/dev/null)
echo "$hp_nonce $$ ${hp_g:-$$}"
unset hp_a hp_g hp_nonce
