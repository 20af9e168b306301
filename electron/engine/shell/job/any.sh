# Part: defines hp_any: something of the process group hp_p lives. Zombies count as gone: init reaps them when it likes.
hp_any() {
  if [ -r /proc/self/stat ]; then sed -n "s/^.*) [^ZX] [0-9]* $hp_p .*\$/alive/p" /proc/[0-9]*/stat 2>/dev/null | grep alive >/dev/null
  elif ps -A -o pgid= -o stat= >/dev/null 2>&1; then ps -A -o pgid= -o stat= | awk -v g="$hp_p" '$1 == g && $2 !~ /^Z/ { found = 1 } END { exit !found }'
  else kill -0 -"$hp_p" 2>/dev/null; fi
}
