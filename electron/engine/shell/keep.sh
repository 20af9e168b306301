# Part: defines hp_keep RUN MARK WHY BASIS, which keeps that of a run whose lease has gone.
# Takes: workstation operator at
hp_keep() { { [ -d "$hp_f/over" ] || mkdir -m 700 -- "$hp_f/over"; } && printf '%s\n' "$2 $3" "$hp_workstation" "$hp_operator" "$hp_at" "$4" "$hp_n" >"$hp_f/over/$1.$$" && mv -f -- "$hp_f/over/$1.$$" "$hp_f/over/$1"; }
