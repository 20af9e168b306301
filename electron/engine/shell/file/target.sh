# Part: sets hp_t to the file that is meant; hp_no gives up with a code and what it is about. A symbolic link is followed where hp_follow says yes.
# Takes: to follow
hp_no() { printf 'holdpoint: %s\n' "$*" >&2; exit 1; }
hp_t=$hp_to
if [ -h "$hp_t" ]; then
  [ "$hp_follow" = yes ] || hp_no "target-link $hp_t"
  { hp_t=$(readlink -f -- "$hp_t") && [ -n "$hp_t" ]; } || hp_no "target-link-astray $hp_to"
fi
