# Lists every record as "record RUN ATTEMPT STATE PID KB WRITER": running, ended, fenced or gone; WRITER is the pid of a process that
# still writes to the output of what is over, or 0. Ends with "listed".
. ./host/base.sh
hp_one=
. ./record/writer.sh
. ./record/ended.sh
. ./record/size.sh
for hp_d in "$hp_b"/runs/*/*.sh; do
  [ -e "$hp_d" ] || continue
  hp_d=${hp_d%.sh}
  hp_r=${hp_d%/*} hp_s=gone hp_w= hp_c=
  hp_size
  if hp_read && ! hp_ended && hp_live; then hp_s=running
  elif [ -n "$hp_c" ]; then hp_s=ended
  elif [ -e "$hp_d.fence" ]; then hp_s=fenced; fi
  [ "$hp_s" = running ] || hp_writer || hp_w=
  echo "record ${hp_r##*/} ${hp_d##*/} $hp_s ${hp_p:-0} ${hp_kb:-0} ${hp_w:-0}"
done
echo listed
