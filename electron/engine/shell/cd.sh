# A job begins in its folder, or not at all.
# Takes: cwd
cd -- "$hp_cwd" || exit 97
unset hp_cwd
