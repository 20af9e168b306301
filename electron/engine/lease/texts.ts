/**
 * Shell texts of the lease on a host, POSIX sh only. In `leases/MACHINE/` (0700), since several machines may share a home: `holder-N`, who holds it (token, workstation,
 * operator, time, what it builds on if anything, "end"), where the highest N counts and each is made once; `gate-WORD/`, without which that program begins
 * nothing, and in it the marks `SEQ-HASH` of its log; `conn-WORD`, the connection ("PID START"); and `over/RUN`, what is
 * kept of a run whose lease has gone. A lease is revoked by removing its gate, which fails as soon as one more mark was made.
 */
import { quoteForShell } from '#core/plan/quote.ts';
import { NOT_STARTED_EXIT } from '../remote/not-started.ts';
import { BASE_TEXT } from '../remote/record/texts.ts';
import { type Basis, writeBasis } from './note.ts';

/** So many runs are remembered on a host after their end; the oldest go. */
const REMEMBERED_RUNS = 50;
/** So many marks stay when they are tidied. */
const KEPT_MARKS = 8;

/** Where a host keeps the note, as it said itself: so it is one however many names and addresses the host has. */
export interface NotePlace {
  /** Holdpoint's folder in the home of the user who logs in. */
  readonly base: string;
  /** Names the machine within that home. */
  readonly machine: string;
  /** Its boot, which tells clones of one machine apart; empty where it does not say. */
  readonly boot: string;
}

export interface LeaseTerms {
  readonly run: string;
  readonly word: string;
  readonly workstation: string;
  readonly operator: string;
  /** The run that this one undoes or repairs, so that a library without this one does not do either again. */
  readonly basis: Basis | null;
}

/** Sets `hp_f` to the folder of the note, and `hp_mc` to the machine. */
const FIND_TEXT = `${BASE_TEXT}; hp_x=; { read -r hp_x </etc/machine-id; } 2>/dev/null; hp_mc=$(uname -n)-$hp_x
case $hp_mc in *[!A-Za-z0-9._-]*) hp_mc=host-\${hp_x%%[!0-9a-f]*} ;; esac; hp_f=$hp_b/leases/$hp_mc`;

/** The same where it was found before: a step may have renamed the host since. */
function foundText({ base, machine }: NotePlace): string {
  return `hp_b=${quoteForShell(base)}; hp_mc=${quoteForShell(machine)}; hp_f=$hp_b/leases/$hp_mc`;
}

/** Defines `hp_look`, which reads the note into `hp_n hp_o hp_w hp_y hp_t hp_j hp_c hp_m`. */
function lookText(findText = FIND_TEXT): string {
  return `${findText}
hp_top() { hp_m=-; for hp_x in "$1"/*; do if [ -e "$hp_x" ]; then hp_m=\${hp_x##*/}; fi; done; }
hp_note() { hp_o= hp_w= hp_y= hp_t= hp_j= hp_e=; { { read -r hp_o; read -r hp_w; read -r hp_y; read -r hp_t; read -r hp_e; [ "$hp_e" = end ] || { hp_j=$hp_e; read -r hp_e; }; } <"$hp_f/holder-$hp_n"; } 2>/dev/null; [ "$hp_e" = end ]; }
hp_look() {
  hp_n=0; for hp_x in "$hp_f"/holder-*; do hp_x=\${hp_x##*-}; case $hp_x in *[!0-9]*|'') ;; *) [ "$hp_x" -le "$hp_n" ] || hp_n=$hp_x ;; esac; done
  hp_o=- hp_w= hp_y= hp_t= hp_j= hp_c='0 0' hp_m=-
  [ "$hp_n" = 0 ] && return
  hp_note || { sleep 0.3 2>/dev/null || sleep 1; hp_note; }
  [ "$hp_o" = - ] && return
  { read -r hp_c <"$hp_f/conn-\${hp_o#* }"; } 2>/dev/null
  hp_top "$hp_f/gate-\${hp_o#* }"
}
hp_alive() { hp_v=no; case $hp_c in -*) hp_v=untold; return ;; esac; set -- $hp_c; hp_q=; { read -r hp_q <"/proc/\${1:-0}/stat"; } 2>/dev/null; hp_s=\${2:-0}; set -- \${hp_q##*\\) }; [ -n "$hp_q" ] && [ "\${20}" = "$hp_s" ] && hp_v=yes; }
hp_over() { hp_5= hp_6=; { { read -r hp_1; read -r hp_2; read -r hp_3; read -r hp_4; read -r hp_5; read -r hp_6 || :; } <"$hp_f/over/$1"; } 2>/dev/null; }
hp_past() { hp_over "$2" && { echo "$1 $hp_1"; echo "$1-workstation $hp_2"; echo "$1-operator $hp_3"; echo "$1-at $hp_4"; echo "$1-order $hp_6"; }; }`;
}

/** Prints what `readNote` reads, after `hp_look`. `hp_af`: how many other runs build on those. */
function tellText(run: string, runs: readonly string[]): string {
  const past = runs.map((each, at) => `hp_past past${at} ${quoteForShell(each)}`).join('; ');
  const asked = quoteForShell(` ${runs.join(' ')} `);
  return `echo "base $hp_b"; echo "machine $hp_mc"
{ read -r hp_x </proc/sys/kernel/random/boot_id && echo "boot $hp_x"; } 2>/dev/null
if [ "$hp_o" != - ]; then
  hp_alive; echo "lease-token $hp_o"; echo "lease-workstation $hp_w"; echo "lease-operator $hp_y"; echo "lease-since $hp_t"
  echo "lease-live $hp_v"; echo "lease-mark $hp_m"; echo "lease-basis $hp_j"
fi
echo "lease-seen $hp_n|$hp_o|$hp_m|$hp_c"
${past}
hp_as=${asked}; hp_af=0; for hp_x in "$hp_f/over"/*; do
  hp_x=\${hp_x##*/}; case $hp_x in '*'|*.*) continue ;; esac
  case "$hp_as" in *" $hp_x "*) continue ;; esac
  hp_over "$hp_x" || continue
  case "$hp_as" in *" \${hp_5#* } "*) echo "after$hp_af-run $hp_x"; echo "after$hp_af-basis $hp_5"; hp_past "after$hp_af" "$hp_x"; hp_af=$((hp_af + 1)) ;; esac
done
${attemptsText(run)}`;
}

/** Prints the attempts of a run that the user's home has records of. */
export function attemptsText(run: string): string {
  return `hp_l=; for hp_x in "$hp_b/runs/"${quoteForShell(run)}/*/; do [ -d "$hp_x" ] && { hp_x=\${hp_x%/}; hp_l="$hp_l \${hp_x##*/}"; }; done; echo "attempts$hp_l"`;
}

/** Looks at the note, changes nothing. */
export function seeText(run: string, runs: readonly string[]): string {
  return `${lookText()}
hp_look; ${tellText(run, runs)}
echo 'lease seen'`;
}

/** Sets `hp_cn` to the process that serves this connection and its start time, to `0 0` where none is found, or to `- -` on a host that shows no processes. */
const CONNECTION_TEXT = `hp_cn='0 0'; hp_i=$PPID; hp_k=0; [ -r /proc/self/stat ] || hp_cn='- -'
while [ "$hp_k" -lt 5 ] && { read -r hp_q <"/proc/$hp_i/stat"; } 2>/dev/null; do
  set -- \${hp_q##*\\) }
  case "$hp_q" in *'(sshd'*|*'(dropbear'*) hp_cn="$hp_i \${20}"; break ;; esac
  hp_i=$2; hp_k=$((hp_k + 1))
done`;

export interface Claim extends LeaseTerms {
  readonly at: string;
  /** Head of the log, as a mark. */
  readonly mark: string;
  /** Position of that head. */
  readonly seq: number;
  /** Runs that the note is asked about: this one, and the one that it undoes. */
  readonly runs: readonly string[];
  /** What was seen of the note; null: only where nobody holds the host and nothing is kept of those runs. */
  readonly seen: string | null;
}

/** Takes the lease where the note is as it was seen, and says what it saw. */
export function claimText(claim: Claim): string {
  const { runs, seen, run } = claim;
  const free = runs.map((each) => `[ ! -e "$hp_f/over/"${quoteForShell(each)} ]`).join(' && ');
  const may =
    seen === null
      ? `[ "$hp_o" = - ] && [ "$hp_af" = 0 ] && ${free}`
      : `[ "$hp_n|$hp_o|$hp_m|$hp_c" = ${quoteForShell(seen)} ]`;
  return `${lookText()}
hp_look; ${tellText(run, runs)}
${CONNECTION_TEXT}
${changeText(claim)}
${takeText(claim)}
if ${may}; then hp_take; else echo 'lease ${seen === null ? 'seen' : 'changed'}'; fi`;
}

/** Defines `hp_keep RUN MARK WHY BASIS`, which keeps that of a run, and `hp_revoke`, after which the holder begins nothing more. */
function changeText({ workstation, operator, at }: Pick<Claim, 'workstation' | 'operator' | 'at'>): string {
  const who = [workstation, operator, at].map((line) => quoteForShell(oneLine(line))).join(' ');
  return `hp_keep() { { [ -d "$hp_f/over" ] || mkdir -m 700 -- "$hp_f/over"; } && printf '%s\\n' "$2 $3" ${who} "$4" "$hp_n" >"$hp_f/over/$1.$$" && mv -f -- "$hp_f/over/$1.$$" "$hp_f/over/$1"; }
hp_revoke() {
  hp_why=$1; hp_g=$hp_f/gate-\${hp_o#* }; [ -d "$hp_g" ] || return 0
  set -- "$hp_g"/*; hp_l=-; for hp_x in "$@"; do if [ -e "$hp_x" ]; then hp_l=\${hp_x##*/}; fi; done
  [ "$hp_l" = "$hp_m" ] || return 1
  [ "$hp_m" = - ] || hp_keep "\${hp_o%% *}" "$hp_m" "$hp_why" "$hp_j" || return 1
  rm -f -- "$@"; rmdir -- "$hp_g" 2>/dev/null && return 0
  [ -d "$hp_g" ] || return 0
  [ "$hp_m" = - ] || true >"$hp_g/$hp_m"
  return 1
}`;
}

/** Defines `hp_take`. A host that stands under two names in one release has one gate. The gate is there before the holder's name, and of those who want the next number one gets it. */
function takeText({ run, word, workstation, operator, basis, at, mark, seq }: Claim): string {
  const built = basis === null ? [] : [writeBasis(basis)];
  const lines = [`${run} ${word}`, workstation, operator, at, ...built, 'end'].map((line) =>
    quoteForShell(oneLine(line)),
  );
  return `hp_undo() { rm -rf -- "$hp_f/gate-${word}" "$hp_f/conn-${word}"; }
hp_take() {
  { [ -d "$hp_f" ] || mkdir -p -m 700 -- "$hp_f"; } 2>/dev/null
  if ! mkdir -m 700 -- "$hp_f/gate-${word}" 2>/dev/null; then
    if [ -d "$hp_f/gate-${word}" ]; then echo 'lease changed'; else echo 'lease none'; fi; return
  fi
  { echo "$hp_cn" >"$hp_f/conn-${word}" && true >"$hp_f/gate-${word}/${mark}"; } 2>/dev/null || { hp_undo; echo 'lease none'; return; }
  [ "$hp_o" = - ] || hp_revoke replaced || { hp_undo; echo 'lease changed'; return; }
  hp_z=no; hp_next=$((hp_n + 1)); set -C; { printf '%s\\n' ${lines.join(' ')} >"$hp_f/holder-$hp_next"; } 2>/dev/null && hp_z=yes; set +C
  for hp_x in "$hp_f"/holder-*; do [ "\${hp_x##*-}" -le "$hp_next" ] || hp_z=no; done
  [ $hp_z = yes ] || { hp_undo; echo 'lease changed'; return; }
  for hp_x in "$hp_f"/holder-*; do [ "\${hp_x##*-}" -ge "$hp_next" ] || rm -f -- "$hp_x"; done
  [ "$hp_o" = - ] || rm -f -- "$hp_f/conn-\${hp_o#* }"
  ${runFolderText(run, seq)}
  echo 'lease taken'
}`;
}

/** Makes the folder of a run's records, and notes how far the log was then: of what was begun before, it can say nothing. */
export function runFolderText(run: string, seq: number): string {
  return `{ mkdir -p -m 700 -- "$hp_b/runs" && mkdir -m 700 -- "$hp_b/runs/"${quoteForShell(run)} && echo "${seq} end" >"$hp_b/runs/"${quoteForShell(run)}/since; } 2>/dev/null`;
}

/** Looks at the note; where the lease is still this program's, notes the connection that it has now. */
export function renewText(
  { run, word }: LeaseTerms,
  { place, runs }: { readonly place: NotePlace; readonly runs: readonly string[] },
): string {
  return `${lookText(foundText(place))}
hp_look; ${tellText(run, runs)}
${CONNECTION_TEXT}
if [ "$hp_o" = ${quoteForShell(`${run} ${word}`)} ] && [ -d "$hp_f/gate-${word}" ]; then
  { echo "$hp_cn" >"$hp_f/conn-${word}.$$" && mv -f -- "$hp_f/conn-${word}.$$" "$hp_f/conn-${word}"; } 2>/dev/null
  echo 'lease taken'
else echo 'lease seen'; fi`;
}

export interface Release extends LeaseTerms {
  readonly place: NotePlace;
  readonly at: string;
  readonly mark: string;
}

/** Gives the lease back where it is still this program's, and keeps how far the run had come. Afterwards `hp_mine` is yes or no. */
export function releaseText(release: Release): string {
  const { place, run, word, mark, basis } = release;
  const built = quoteForShell(basis === null ? '' : writeBasis(basis));
  return `${lookText(foundText(place))}
${changeText(release)}
hp_look; hp_mine=no
if [ "$hp_o" = ${quoteForShell(`${run} ${word}`)} ] && [ -d "$hp_f/gate-${word}" ] && hp_keep ${quoteForShell(run)} ${mark} over ${built} && hp_m=- && rm -f -- "$hp_f/gate-${word}"/* && rmdir -- "$hp_f/gate-${word}"; then
  hp_mine=yes; ${freeText()}
fi
ls -t -- "$hp_f/over" 2>/dev/null | sed '1,${REMEMBERED_RUNS}d' | while read -r hp_x; do rm -f -- "$hp_f/over/$hp_x"; done`;
}

/** After `hp_look` and with the gate gone: nobody holds the host any more, unless somebody took it just now. */
function freeText(): string {
  return `rm -f -- "$hp_f/conn-\${hp_o#* }"; hp_next=$((hp_n + 1)); set -C; { printf '%s\\n' - - - - end >"$hp_f/holder-$hp_next"; } 2>/dev/null; set +C; for hp_x in "$hp_f"/holder-*; do [ "\${hp_x##*-}" -ge "$hp_next" ] || rm -f -- "$hp_x"; done`;
}

/** Takes a lease of one of these runs away, whoever took it, unless it is live; what it had come to is kept. */
export function dropText(
  runs: readonly string[],
  by: Pick<Claim, 'workstation' | 'operator' | 'at'>,
): string {
  const names = runs.map(quoteForShell).join('|') || "''";
  return `${lookText()}
${changeText(by)}
hp_look; hp_alive
case "\${hp_o%% *}" in ${names}) if [ "$hp_v" = no ] && hp_revoke cleaned; then ${freeText()}; fi ;; esac`;
}

/** Lists what is kept of runs that have gone, as `over RUN WHY AT`. */
export function listOverText(): string {
  return `${lookText()}
for hp_x in "$hp_f/over"/*; do case \${hp_x##*/} in '*'|*.*) ;; *) { { read -r hp_1; read -r hp_2; read -r hp_3; read -r hp_4; } <"$hp_x"; } 2>/dev/null && echo "over \${hp_x##*/} \${hp_1#* } $hp_4 $hp_2" ;; esac; done`;
}

/** What stands in front of every job, so that nothing begins once the lease has gone. */
export interface Guard {
  /** Within the payload, run by the user who logs in: makes a mark, or ends the shell. */
  readonly login: string;
  /** Within the payload, run by another user: looks whether the gate is there, where that user may see it. */
  readonly other: string;
  /** Before sudo, run by the user who logs in. Free of backslashes, quotes and exclamation marks. */
  readonly outer: string;
}

export const NO_GUARD: Guard = { login: '', other: '', outer: '' };

const GONE =
  'the lease of this run on this host is gone: another program has taken the host over, or has ended the run';
const ODD_HOME =
  'the path of the home of the user who logs in has characters that cannot be passed on before sudo';
const NO_MARK = 'nothing can be noted in the home of the user who logs in: check the space there';

/** Marks are tidied now and then. */
export function guardOf(
  { word }: Pick<LeaseTerms, 'word'>,
  { place, mark, tidy }: { readonly place: NotePlace; readonly mark: string; readonly tidy: boolean },
): Guard {
  const path = `${place.base}/leases/${place.machine}`;
  const folder = quoteForShell(path);
  const gate = quoteForShell(`${path}/gate-${word}`);
  const tidied = tidy
    ? ` ( set -- "\${hp_m%/*}"/*; while [ $# -gt ${KEPT_MARKS} ]; do rm -f -- "$1"; shift; done );`
    : '';
  return {
    login: `hp_m=${gate}/${mark}; ${MARK_TEXT};${tidied} unset hp_m`,
    other: `if [ ! -x ${folder} ] || [ -d ${gate} ]; then :; else ${refuseText(GONE)}; fi`,
    outer: isPlain(path)
      ? `hp_m="${path}/gate-${word}/${mark}"; ${MARK_TEXT}; `
      : `${refuseText(ODD_HOME)}; `,
  };
}

const refuseText = (words: string): string => `echo "${words}" >&2; exit ${NOT_STARTED_EXIT}`;

/** Makes the mark `hp_m`, which needs its folder, the gate. */
const MARK_TEXT = `if [ -e "$hp_m" ] || { true >"$hp_m"; } 2>/dev/null; then :; elif [ -d "\${hp_m%/*}" ]; then ${refuseText(NO_MARK)}; else ${refuseText(GONE)}; fi`;

/** Within double quotes within single quotes, for any login shell. */
function isPlain(path: string): boolean {
  return /^[A-Za-z0-9_@%+:,./= ~-]+$/.test(path);
}

/** In front of a job on a host whose lease this program does not have. */
export const NEVER: Guard = {
  login: `echo "the host was not leased to this run" >&2; exit ${NOT_STARTED_EXIT}`,
  other: `echo "the host was not leased to this run" >&2; exit ${NOT_STARTED_EXIT}`,
  outer: `echo "the host was not leased to this run" >&2; exit ${NOT_STARTED_EXIT}; `,
};

function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim() || '-';
}
