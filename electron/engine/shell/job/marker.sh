# The first that a job prints: NONCE, its pid and its process group, which a shell that began it for us has in hp_fg.
# Takes: nonce
# shellcheck disable=SC2154
hp_g=$hp_fg
# shellcheck disable=SC2034
[ -n "$hp_g" ] || { read -r hp_a hp_a hp_a hp_a hp_g hp_a </proc/$$/stat; } 2>/dev/null || hp_g=$(ps -o pgid= -p $$ 2>/dev/null)
echo "$hp_nonce $$ ${hp_g:-$$}"
unset hp_a hp_g hp_fg hp_nonce
