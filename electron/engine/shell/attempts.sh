# Part: prints the attempts of a run that the user's home has records of.
# Takes: run
hp_l=
for hp_x in "$hp_b/runs/$hp_run"/*/; do [ -d "$hp_x" ] && { hp_x=${hp_x%/}; hp_l="$hp_l ${hp_x##*/}"; }; done
echo "attempts$hp_l"
