# Part: sets hp_t to the file that is meant; hp_no gives up with words. A symbolic link is followed where hp_follow says yes.
# Takes: to follow
hp_no() { printf '%s\n' "$*" >&2; exit 1; }
hp_t=$hp_to
if [ -h "$hp_t" ]; then
  [ "$hp_follow" = yes ] || hp_no "$hp_t is a symbolic link: upload to the file it leads to, or write follow: true"
  { hp_t=$(readlink -f -- "$hp_t") && [ -n "$hp_t" ]; } || hp_no "the symbolic link leads nowhere"
fi
