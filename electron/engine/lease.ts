/**
 * Who may act on a host: a file there names the run and the workstation that hold it. It is live while the connection
 * that took it lives. Another run may take a dead one; another workstation's hold on the same run is taken over only
 * when a person says so. Every job looks at the file before it begins, so what was taken over sends nothing more.
 */
import { quoteForShell } from '#core/plan/quote.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { Sha256 } from './ports.ts';
import { NOT_STARTED_EXIT } from './remote/not-started.ts';
import { BASE_TEXT } from './remote/record/texts.ts';

export interface LeaseOrder {
  readonly run: string;
  /** Unique to this taking up of the run. */
  readonly word: string;
  /** Which program this is, for people and for telling workstations apart: `user@machine:folder`. */
  readonly workstation: string;
  readonly operator: string;
  /** Take hosts that another workstation holds. */
  readonly takeOver: boolean;
}

export interface LeaseHolder {
  readonly run: string;
  readonly workstation: string;
  readonly operator: string;
  readonly since: string;
  readonly live: boolean;
}

export type LeaseAnswer =
  | { readonly kind: 'taken' }
  /** Somebody's dead hold was replaced. */
  | { readonly kind: 'replaced'; readonly holder: LeaseHolder }
  | { readonly kind: 'held'; readonly holder: LeaseHolder }
  /** The host keeps no such file. */
  | { readonly kind: 'none' };

export interface Lease {
  /** Shell text that takes the hold on a host and prints what `readLease` reads. */
  claimText(host: Host, at: string): string;
  /** One line that ends a job before it begins when the host is somebody else's by now. */
  guardText(host: HostName): string;
  /** Shell text that prints who holds the host, in the words that `readLease` reads; nothing when nobody does. */
  seeText(host: Host): string;
  /** Shell text that takes a hold of one of these runs away, whoever took it. */
  dropText(host: Host, runs: readonly string[]): string;
  /** Shell text that sets `hp_lk` to the file to be removed for giving the hold back, where it is still ours. */
  releaseText(host: Host): string;
  /** Remembers where the host keeps the file. */
  learn(host: Host, base: string): void;
}

export function createLease(order: LeaseOrder, sha256: Sha256): Lease {
  const token = `${order.run} ${order.word}`;
  const files = new Map<HostName, string>();
  const keyOf = ({ address, port }: Host): string => sha256(`${address}:${port}`).slice(0, 16);
  return {
    claimText: (host, at) => claimText({ order, token, key: keyOf(host), at }),
    guardText(host) {
      const file = files.get(host);
      if (file === undefined) return '';
      const refuse = `echo "run \${hp_o%% *} holds this host now: it was taken over" >&2; exit ${NOT_STARTED_EXIT}`;
      return `hp_o=; { read -r hp_o <${quoteForShell(file)}; } 2>/dev/null; case "$hp_o" in ''|${quoteForShell(token)}) ;; *) ${refuse} ;; esac`;
    },
    seeText: (host) => `${BASE_TEXT}; hp_f=$hp_b/locks/${keyOf(host)}
${SEE_TEXT}
[ -r "$hp_f" ] && { echo 'lease held'; hp_see; }`,
    dropText: (host, runs) =>
      `${BASE_TEXT}; hp_o=; { read -r hp_o <"$hp_b/locks/${keyOf(host)}"; } 2>/dev/null; case "\${hp_o%% *}" in ${runs.map(quoteForShell).join('|') || "''"}) rm -f -- "$hp_b/locks/${keyOf(host)}" ;; esac`,
    releaseText: (host) =>
      `${BASE_TEXT}; hp_o=; { read -r hp_o <"$hp_b/locks/${keyOf(host)}"; } 2>/dev/null; [ "$hp_o" = ${quoteForShell(token)} ] && hp_lk=$hp_b/locks/${keyOf(host)}`,
    learn: (host, base) => void files.set(host.name, `${base}/locks/${keyOf(host)}`),
  };
}

interface Claim {
  readonly order: LeaseOrder;
  readonly token: string;
  readonly key: string;
  readonly at: string;
}

/** Sets `hp_cn` to the process that serves this connection and its start time, or to `0 0` where it cannot be told. */
const CONNECTION_TEXT = `hp_cn='0 0'; hp_i=$PPID; hp_n=0
while [ "$hp_n" -lt 5 ] && { read -r hp_q <"/proc/$hp_i/stat"; } 2>/dev/null; do
  set -- \${hp_q##*\\) }
  case "$hp_q" in *'(sshd'*|*'(dropbear'*) hp_cn="$hp_i \${20}"; break ;; esac
  hp_i=$2; hp_n=$((hp_n + 1))
done`;

/** Defines `hp_see`: reads the file `hp_f` and prints who took it, when, and whether that connection lives. */
const SEE_TEXT = `hp_see() {
  hp_o= hp_w= hp_y= hp_t= hp_c=; { read -r hp_o; read -r hp_w; read -r hp_y; read -r hp_t; read -r hp_c; } <"$hp_f"
  hp_v=no; set -- $hp_c; hp_q=; { read -r hp_q <"/proc/\${1:-0}/stat"; } 2>/dev/null
  hp_s=\${2:-0}; set -- \${hp_q##*\\) }; [ -n "$hp_q" ] && [ "\${20}" = "$hp_s" ] && hp_v=yes
  echo "lease-token $hp_o"; echo "lease-workstation $hp_w"; echo "lease-operator $hp_y"; echo "lease-since $hp_t"; echo "lease-live $hp_v"
}`;

function claimText({ order, token, key, at }: Claim): string {
  const lines = [token, order.workstation, order.operator, at].map((line) => quoteForShell(oneLine(line)));
  const own = `hp_2=${quoteForShell(oneLine(order.workstation))}`;
  return `${BASE_TEXT}; hp_f=$hp_b/locks/${key}; echo "base $hp_b"
${CONNECTION_TEXT}
hp_mine() { printf '%s\\n' ${lines.join(' ')} "$hp_cn"; }
hp_put() { hp_mine >"$hp_f.$$" && mv -f -- "$hp_f.$$" "$hp_f" && echo "lease $1"; }
${SEE_TEXT}
${own}
{ [ -d "$hp_b/locks" ] || mkdir -p -m 700 -- "$hp_b/locks"; } 2>/dev/null
hp_z=no; set -C; { hp_mine >"$hp_f"; } 2>/dev/null && hp_z=yes; set +C
if [ "$hp_z" = yes ]; then echo 'lease taken'
elif [ -r "$hp_f" ]; then
  hp_see; [ -n "$hp_c" ] || { sleep 0.3 2>/dev/null || sleep 1; hp_see; }
  if [ "\${hp_o%% *}" = ${quoteForShell(order.run)} ]; then
    if [ "$hp_w" = "$hp_2" ]; then hp_put taken; elif [ ${order.takeOver ? 1 : 0} = 1 ]; then hp_put replaced; else echo 'lease held'; fi
  elif [ "$hp_v" = no ] || [ ${order.takeOver ? 1 : 0} = 1 ]; then hp_put replaced
  else echo 'lease held'; fi
else echo 'lease none'; fi`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim() || '-';
}

/** Reads what the claim printed, by the first word of each line. */
export function readLease(said: ReadonlyMap<string, string>): LeaseAnswer {
  const kind = said.get('lease');
  if (kind === 'taken') return { kind };
  if (kind !== 'replaced' && kind !== 'held') return { kind: 'none' };
  const holder = {
    run: (said.get('lease-token') ?? '').split(' ')[0] ?? '',
    workstation: said.get('lease-workstation') ?? '',
    operator: said.get('lease-operator') ?? '',
    since: said.get('lease-since') ?? '',
    live: said.get('lease-live') === 'yes',
  };
  return { kind, holder };
}

/** Who holds it, and what to do about it. */
export function sayHeld(
  host: HostName,
  own: string,
  { run, workstation, operator, since, live }: LeaseHolder,
): string {
  const who = `${workstation} (${operator}) for ${run === own ? 'this run' : `run ${run}`} since ${since}`;
  const state = live ? 'is connected there' : 'is not connected there at present';
  return `${host} is held by ${who}, which ${state}. Make sure that nobody works from there, then take it over (on the command line with --take-over)`;
}
