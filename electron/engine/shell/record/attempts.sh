# Part: prints the attempts of a run that the user's home has records of.
# Takes: run
hp_l=
for hp_x in "$hp_b/runs/$hp_run"/*.sh; do [ -e "$hp_x" ] && { hp_x=${hp_x%.sh}; hp_l="$hp_l ${hp_x##*/}"; }; done
echo "attempts$hp_l"
