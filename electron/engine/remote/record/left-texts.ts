/** Shell texts that look through what runs have left on a host, and remove it. */
import { quoteForShell } from '#core/plan/quote.ts';
import { ANY_TEXT, BASE_TEXT, IDENTITY_TEXT } from './texts.ts';

/**
 * Defines `hp_writer`: a process lives that has the record `hp_d` for its output, such as a daemon that the step has started.
 * `hp_w` is its pid. Without Linux's /proc the step's process group stands in for it.
 */
const WRITER_TEXT = `hp_ws=$(ls -l /proc/[0-9]*/fd/[12] 2>/dev/null | sed -n 's|^.* /proc/\\([0-9]*\\)/fd/[12] -> .*/holdpoint/runs/\\([^/]*/[^/]*\\)/[a-z]*$| \\1 \\2 |p')
${ANY_TEXT}
hp_writer() {
  hp_w=\${hp_d%/*}; hp_w=\${hp_w##*/}/\${hp_d##*/}
  case "$hp_ws" in *" $hp_w "*) hp_w=\${hp_ws%% "$hp_w" *}; hp_w=\${hp_w##* }; return 0 ;; esac
  hp_w=; [ ! -e /proc/self/fd ] && hp_read && [ "$hp_pb" = "$hp_boot" ] && ! kill -0 "$hp_p" 2>/dev/null && hp_any && hp_w=$hp_p
}`;

/**
 * Removes what a run has left, except attempts whose process lives, named as `left ATTEMPT PID`, and those whose output
 * somebody still writes to, named as `kept ATTEMPT PID KB`. `before` sets `hp_mine` to whether it may at all.
 * Ends with `clean`, or with `taken` where it may not.
 */
export function cleanText(run: string, before = 'hp_mine=yes'): string {
  return `${before}
[ "$hp_mine" = yes ] || { echo taken; exit 0; }
${BASE_TEXT}
hp_r=$hp_b/runs/${quoteForShell(run)}
${IDENTITY_TEXT}
${WRITER_TEXT}
hp_each() {
  for hp_d in "$hp_r"/*/; do
    hp_d=\${hp_d%/}; [ -d "$hp_d" ] || continue
    if [ ! -e "$hp_d/rc" ] && hp_read && hp_live; then "$1" alive; elif hp_writer; then "$1" written; else "$1" over; fi
  done
}
hp_count() { [ "$1" = over ] || hp_k=1; }
hp_drop() {
  case $1 in
  over) rm -rf -- "$hp_d" "$hp_d".*.sh ;;
  alive) echo "left \${hp_d##*/} $hp_p" ;;
  written) hp_x=$(du -sk -- "$hp_d" 2>/dev/null); echo "kept \${hp_d##*/} $hp_w \${hp_x%%[!0-9]*}" ;;
  esac
}
hp_k=0; hp_each hp_count
[ "$hp_k" = 0 ] || { hp_each hp_drop; hp_r=; }
[ -z "$hp_r" ] || [ ! -e "$hp_r" ] || rm -rf -- "$hp_r"
echo clean`;
}

/**
 * Lists every record as `record RUN ATTEMPT STATE PID KB WRITER`: `running`, `ended`, `fenced` or `gone`; WRITER is the pid of
 * a process that still writes to the output of what is over, or 0. Ends with `listed`.
 */
export function listText(): string {
  return `${BASE_TEXT}
${IDENTITY_TEXT}
${WRITER_TEXT}
for hp_d in "$hp_b"/runs/*/*/; do
  hp_d=\${hp_d%/}; [ -d "$hp_d" ] || continue
  hp_r=\${hp_d%/*}; hp_k=$(du -sk -- "$hp_d" 2>/dev/null); hp_s=gone; hp_w=
  if hp_read && [ ! -e "$hp_d/rc" ] && hp_live; then hp_s=running
  elif [ -e "$hp_d/rc" ]; then hp_s=ended
  elif [ -e "$hp_d/fence" ]; then hp_s=fenced; fi
  [ "$hp_s" = running ] || hp_writer || hp_w=
  hp_k=\${hp_k%%[!0-9]*}
  echo "record \${hp_r##*/} \${hp_d##*/} $hp_s \${hp_p:-0} \${hp_k:-0} \${hp_w:-0}"
done
echo listed`;
}
