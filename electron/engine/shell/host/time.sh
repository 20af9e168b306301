# Part: defines hp_time, which sets hp_x to the host's clock in seconds, from when it started, hp_bt, and for how long it has been up, where that
# is within some seconds of hp_now. It costs no process; where it says something else, as a container may that is told only one of
# both, hp_x is empty.
hp_time() {
  hp_x=
  { read -r hp_x hp_q </proc/uptime; } 2>/dev/null
  case $hp_x$hp_bt in *[!0-9.]* | *.*.* | .* | '') hp_x=; return ;; *.*) ;; *) hp_x=; return ;; esac
  hp_q=$((hp_bt + ${hp_x%.*} - hp_now))
  if [ -n "$hp_bt" ] && [ "$hp_q" -ge -3 ] && [ "$hp_q" -le 3 ]; then hp_x=$((hp_bt + ${hp_x%.*})).${hp_x#*.}; else hp_x=; fi
}
