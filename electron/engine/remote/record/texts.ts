/**
 * What the host keeps of a tracked attempt, and the shell texts that work on it. POSIX sh only, no tools but mkdir, cat,
 * dd, sleep, kill and setsid (or perl). Of a run: `runs/RUN/` (0700), made at preflight, in it `since` ("SEQ end": how far the
 * log was then; what was begun before may have left records that are gone) and per attempt `ATTEMPT.PID.sh`, the text as sent,
 * and the folder `ATTEMPT/`: `out` and `err`, `pid` ("PID START BOOT end"), `wish` ("stop end": it is to end), `rc` ("CODE end"),
 * `room`, or `fence`. A line is believed only when it ends in "end". The folder is the gate: whoever makes it first decides, and it is made once.
 */
import { quoteForShell } from '#core/plan/quote.ts';
import { environmentCheck } from '../environment-check.ts';
import { NOT_STARTED_EXIT } from '../not-started.ts';

/** Begins the trailer, which is the last thing on stdout; an unlikely byte, so that little is held back. */
export const TRAILER_MARK = '\u001e';

export interface RecordPlace {
  readonly run: string;
  /** The attempt's unique word. */
  readonly attempt: string;
}

/**
 * Where Holdpoint keeps things on a host; `hp_b` for everything after. A sudo that keeps HOME or XDG_STATE_HOME would lead into
 * another user's home, so each counts only where it belongs to the user who runs this.
 */
export const BASE_TEXT = `hp_b=\${HOME:-$(cd && pwd)}; hp_x=$XDG_STATE_HOME
if [ -O "$hp_b" ]; then [ ! -e "$hp_x" ] || [ -O "$hp_x" ] || hp_x=
else hp_x=; hp_u=$(id -un 2>/dev/null); case $hp_u in *[!A-Za-z0-9_.-]*|'') ;; *) eval "hp_b=~$hp_u" ;; esac; fi
hp_b=\${hp_x:-$hp_b/.local/state}/holdpoint`;

/** Names the record: `hp_r` the run's folder, `hp_d` the attempt's. */
function placeText({ run, attempt }: RecordPlace): string {
  return `${BASE_TEXT}
hp_r=$hp_b/runs/${quoteForShell(run)}; hp_d=$hp_r/${quoteForShell(attempt)}`;
}

export interface Launch {
  readonly place: RecordPlace;
  readonly nonce: string;
  /** The author's text, without secrets. */
  readonly text: string;
  /** SHA-256 of that text as UTF-8. */
  readonly sha256: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  /** Ends with `NOT_STARTED_EXIT` when this program may not act on the host; empty where nothing guards it. */
  readonly guard: string;
}

/**
 * Starts the attempt at most once and follows it. Prints `NONCE started PID PID` once it is started, its output, and the
 * trailer. One compound command: a shell that gets only a part of it runs nothing of it.
 */
export function launchText(launch: Launch): string {
  const { place, nonce, text, sha256, env, cwd, guard } = launch;
  const values = Object.values(env).map((value, at) => `export hp_e${at}=${quoteForShell(value)}; `);
  return `{ ${guard}
${cwd === null ? '' : `cd -- ${quoteForShell(cwd)} || exit ${NOT_STARTED_EXIT}`}
${placeText(place)}
hp_no() { echo "$1" >&2; exit ${NOT_STARTED_EXIT}; }
hp_v() { ${values.join('')}:; }
${environmentCheck(env, 'hp_v')}
[ -d "$hp_r" ] || hp_no "no record can be kept in $hp_b: the folder of this run is gone"
hp_f=$hp_d.$$.sh
{ printf %s ${quoteForShell(text)} >"$hp_f"; } 2>/dev/null || hp_no "the step cannot be written to $hp_b: check the space there"
if command -v sha256sum >/dev/null 2>&1; then hp_h=$(sha256sum <"$hp_f")
elif command -v shasum >/dev/null 2>&1; then hp_h=$(shasum -a 256 <"$hp_f")
elif command -v openssl >/dev/null 2>&1; then hp_h=$(openssl dgst -sha256 -r <"$hp_f")
else hp_h=${sha256}; fi
[ "\${hp_h%% *}" = ${sha256} ] || hp_no "the step did not arrive whole"
mkdir -m 700 -- "$hp_d" 2>/dev/null || { if [ -d "$hp_d" ]; then hp_no "another program has fenced this attempt off"; else hp_no "no record can be kept in $hp_r"; fi; }
{ : >"$hp_d/out" && : >"$hp_d/err" && echo >"$hp_d/room"; } 2>/dev/null || hp_no "no record can be kept in $hp_d: check the space there"
if command -v setsid >/dev/null 2>&1; then hp_s=setsid; else hp_s='perl -MPOSIX -e POSIX::setsid();exec{$ARGV[0]}@ARGV'; fi
( hp_v; exec $hp_s /bin/sh -c ${quoteForShell(runnerText(env))} sh "$hp_d" "$hp_f" </dev/null >/dev/null 2>&1 ) &
hp_p=$!
echo "${nonce} started $hp_p $hp_p"
exec 3<"$hp_d/out" 4<"$hp_d/err"
${followText('child')}
${trailerText(nonce)}
exit 0; }
`;
}

/**
 * Runs in a session of its own: puts down who it is, runs the step, puts down what came of it. It outlives a signal that the
 * step sends to its own group; a step that was to end by our wish has that wish for its outcome. The names of the step's own
 * environment are all its own, so this keeps what it needs in $1 (the record's folder) and $2 (the step).
 */
function runnerText(env: Readonly<Record<string, string>>): string {
  const names = Object.keys(env).map((name, at) => `${name}=$hp_e${at}; export ${name}; unset hp_e${at}; `);
  return `hp_19() { shift 19; hp_t=$1; }
{ read -r hp_b </proc/sys/kernel/random/boot_id; read -r hp_l </proc/$$/stat; } 2>/dev/null
[ -z "$hp_l" ] || hp_19 \${hp_l##*\\) }
echo "$$ \${hp_t:--} \${hp_b:--} end" >"$1/pid" || exit 1
unset hp_b hp_l hp_t
trap : HUP INT QUIT TERM USR1 USR2 ALRM
${names.join('')}/bin/sh "$2" >>"$1/out" 2>>"$1/err" </dev/null
hp_c=$?; hp_x=; { read -r hp_w hp_x <"$1/wish"; } 2>/dev/null; [ "$hp_x" = end ] && hp_c=$hp_w
${outcomeText('$1', '$hp_c')}`;
}

/** Puts the outcome down; on a full disk in the room that was kept for it. */
function outcomeText(folder: string, outcome: string): string {
  const put = `echo "${outcome} end" >"${folder}/rc"`;
  return `${put} || { rm -f -- "${folder}/room"; ${put}; }`;
}

/**
 * Passes on what the record holds beyond descriptors 3 and 4 until the attempt has ended: whenever a line arrives on stdin
 * and at once when the child ends, or by polling where it is somebody else's child. Afterwards `hp_c` is the code, or empty where the process went without one.
 */
function followText(how: 'child' | 'stranger'): string {
  const pause =
    how === 'child'
      ? '  wait "$hp_p" 2>/dev/null'
      : '  if hp_done; then :; elif [ $hp_n -lt 30 ]; then sleep 0.1 2>/dev/null || sleep 1; else sleep 0.5 2>/dev/null || sleep 1; fi';
  return `${how === 'child' ? tickerText : ''}hp_done() { hp_x=; { read -r hp_c hp_x <"$hp_d/rc"; } 2>/dev/null; [ "$hp_x" = end ] || { hp_c=; return 1; }; }
hp_n=0; hp_c=
while :; do
${pause}
  hp_n=$((hp_n + 1)); hp_z=
  if hp_done; then hp_z=rc; elif hp_live; then :; else hp_z=gone; fi
  if [ -s "$hp_d/out" ]; then cat <&3 || exit 1; fi
  if [ -s "$hp_d/err" ]; then cat <&4 >&2 || exit 1; fi
  if [ "$hp_z" = gone ]; then hp_done || { sleep 0.3 2>/dev/null || sleep 1; }; hp_done && continue; break; fi
  [ "$hp_z" = rc ] && break
done`;
}

/**
 * Each line that this end sends wakes the shell out of its wait: a reader stands by, and no host polls. A shell gives its
 * background no input of its own accord, and bash breaks when its own is duplicated within `eval`: so a child does both.
 */
const tickerText = `hp_live() { kill -0 "$hp_p" 2>/dev/null; }
trap : USR1
( exec 5<&0; ( while read -r hp_x; do kill -USR1 $$ || exit; done ) <&5 >/dev/null 2>&1 & )
`;

/** The last line of stdout: the code, and whether processes of the step live on. */
function trailerText(nonce: string): string {
  return `wait "$hp_p" 2>/dev/null; hp_l=0
kill -0 -"$hp_p" 2>/dev/null && hp_l=1
echo "${TRAILER_MARK}${nonce} \${hp_c:-gone} $hp_l"`;
}

/** Sets `hp_p hp_ps hp_pb` from the record, and defines `hp_live`: the very process that was recorded lives. */
export const IDENTITY_TEXT = `hp_p= hp_ps= hp_pb= hp_x=
hp_read() { hp_p= hp_ps= hp_pb= hp_x=; { read -r hp_p hp_ps hp_pb hp_x <"$hp_d/pid"; } 2>/dev/null; [ "$hp_x" = end ]; }
hp_boot=-; { read -r hp_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
hp_live() {
  [ -n "$hp_p" ] || return 1
  kill -0 "$hp_p" 2>/dev/null || [ -d "/proc/$hp_p" ] || return 1
  [ "$hp_pb" = "$hp_boot" ] || return 1
  [ "$hp_ps" = - ] && return 0
  hp_q=; { read -r hp_q <"/proc/$hp_p/stat"; } 2>/dev/null || return 1
  set -- \${hp_q##*\\) }; [ "$1" != Z ] && [ "\${20}" = "$hp_ps" ]
}`;

/** Defines `hp_any`: something of the recorded process group lives. Zombies count as gone: init reaps them when it likes. */
export const ANY_TEXT = `hp_any() {
  if [ -r /proc/self/stat ]; then sed -n "s/^.*) [^ZX] [0-9]* $hp_p .*\\$/alive/p" /proc/[0-9]*/stat 2>/dev/null | grep alive >/dev/null
  elif ps -A -o pgid= -o stat= >/dev/null 2>&1; then ps -A -o pgid= -o stat= | awk -v g="$hp_p" '$1 == g && $2 !~ /^Z/ { found = 1 } END { exit !found }'
  else kill -0 -"$hp_p" 2>/dev/null; fi
}`;

export interface Attach {
  readonly place: RecordPlace;
  readonly nonce: string;
  /** Raw bytes of each stream that are known already. */
  readonly from: { readonly stdout: number; readonly stderr: number };
  /**
   * Nobody saw it start: where there is no record, make one that keeps it from ever starting. It says where the intent
   * stands in the log: a folder of the run that was made later proves nothing by being empty. Null: it was seen to start.
   */
  readonly fence: number | null;
  /** Stay with it while it runs; otherwise tell its state and go. */
  readonly follow: boolean;
  readonly guard: string;
}

/**
 * Tells what the record says as `NONCE WHAT PID PID BOOT SECONDS`: `running`, `ended`, `gone` (the process went without an
 * outcome), `fenced` (it can never start) or `absent`; then passes on the output from the given bytes, and the trailer.
 */
export function attachText({ place, nonce, from, fence, follow, guard }: Attach): string {
  const absent =
    fence !== null
      ? `hp_x=; { read -r hp_a hp_x <"$hp_r/since"; } 2>/dev/null
[ "$hp_x" = end ] && [ "$hp_a" -lt ${fence} ] && mkdir -m 700 -- "$hp_d" 2>/dev/null && echo fence >"$hp_d/fence"
if [ -e "$hp_d/fence" ]; then hp_say fenced; exit 0; fi
[ -d "$hp_d" ] || { hp_say absent; exit 0; }`
      : `if [ -e "$hp_d/fence" ]; then hp_say fenced; exit 0; fi; [ -d "$hp_d" ] || { hp_say absent; exit 0; }`;
  const skip = (stream: 'out' | 'err', fd: number, bytes: number) =>
    bytes === 0
      ? `exec ${fd}<"$hp_d/${stream}"`
      : `exec ${fd}<"$hp_d/${stream}"; dd bs=1 skip=${bytes} count=0 <&${fd} 2>/dev/null`;
  return `{ ${guard}
${placeText(place)}
${IDENTITY_TEXT}
hp_say() { case "$hp_pb" in "") hp_y=unknown ;; "$hp_boot") hp_y=same ;; *) hp_y=booted ;; esac; echo "${nonce} $1 \${hp_p:-0} \${hp_p:-0} $hp_y \${2:--}"; }
${absent}
hp_n=0; until hp_read || [ -e "$hp_d/rc" ] || [ $hp_n -ge 50 ]; do hp_n=$((hp_n + 1)); sleep 0.1 2>/dev/null || sleep 1; done
[ -e "$hp_d/out" ] || { hp_say gone; exit 0; }
${skip('out', 3, from.stdout)}
${skip('err', 4, from.stderr)}
hp_took() { hp_a=$(stat -c %Y "$hp_d/pid" 2>/dev/null || stat -f %m "$hp_d/pid" 2>/dev/null) && hp_z=$(stat -c %Y "$hp_d/rc" 2>/dev/null || stat -f %m "$hp_d/rc" 2>/dev/null) && echo $((hp_z - hp_a)); }
if [ -e "$hp_d/rc" ]; then hp_say ended "$(hp_took)"
elif hp_live; then hp_say running${follow ? '' : '; exit 0'}
elif [ -e "$hp_d/rc" ]; then hp_say ended "$(hp_took)"
else hp_say gone; fi
${followText('stranger')}
${ANY_TEXT}
hp_l=0; [ -n "$hp_p" ] && hp_any && hp_l=1
echo "${TRAILER_MARK}${nonce} \${hp_c:-gone} $hp_l"
exit 0; }
`;
}

/**
 * Ends the recorded process group: TERM, up to 5 s of grace, KILL, up to 2 s to go. Says `ended`, `gone`, `alive` or `absent`.
 * The wish is put down first, so that the runner, which outlives TERM, puts it down as the outcome.
 */
export function endText(place: RecordPlace, why: 'stop' | 'timeout'): string {
  return `${placeText(place)}
${IDENTITY_TEXT}
hp_read || { [ -e "$hp_d/rc" ] && echo ended || echo absent; exit 0; }
${ANY_TEXT}
hp_wait() { hp_n=$1; while hp_any && [ "$hp_n" -gt 0 ]; do hp_n=$((hp_n - 1)); sleep 0.1 2>/dev/null || sleep 1; done; }
hp_orphans() { [ "$hp_pb" = "$hp_boot" ] && ! kill -0 "$hp_p" 2>/dev/null && ! [ -d "/proc/$hp_p" ] && hp_any; }
if [ -e "$hp_d/rc" ]; then echo ended; exit 0; fi
if hp_live || hp_orphans; then
  { echo "${why} end" >"$hp_d/wish"; } 2>/dev/null || kill -KILL "$hp_p" 2>/dev/null
  kill -TERM -"$hp_p" 2>/dev/null; hp_wait 50
  if hp_any; then kill -KILL -"$hp_p" 2>/dev/null; hp_wait 20; fi
  if hp_any; then echo "alive $hp_p"; exit 0; fi
fi
hp_c=; { read -r hp_c hp_x <"$hp_d/rc"; } 2>/dev/null
case $hp_c in stop|timeout) echo gone; exit 0 ;; esac
if [ -e "$hp_d/rc" ]; then echo ended; exit 0; fi
${outcomeText('$hp_d', why)}
echo gone`;
}
