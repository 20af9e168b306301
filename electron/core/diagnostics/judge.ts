/** What facts about a workstation and its library come to: pure, so that each verdict can be tried without the machine for it. */
import { type Backup, isSoundBackup } from '../library/backup.ts';
import type { EvidenceFinding, LossFinding } from '../run/evidence.ts';
import type { VaultFault } from '../run/workstation-faults.ts';
import { formatBytes, formatCount, formatNames } from '../words/figures/format-count.ts';
import { formatAgo, formatWorkstationZone, formatZonedTime } from '../words/figures/format-time.ts';
import { describeVault } from '../words/hosts/describe-workstation.ts';
import { describeFinding } from '../words/library/describe-evidence.ts';
import { wayIn } from '../words/text/surface.ts';
import { type JudgedHealth, ok, problem, warning } from './checked.ts';

export function judgeProgram({
  version,
  runtime,
}: {
  readonly version: string;
  readonly runtime: string;
}): JudgedHealth {
  if (version.includes('+standin'))
    return warning(
      `Holdpoint ${version} on ${runtime}, a stand-in for the Electron that Holdpoint declares.`,
      'For trying out only. Install a package without "standin" in its version.',
    );
  return ok(`Holdpoint ${version} on ${runtime}.`);
}

/** Of the file itself and of every log in it. */
export function judgeIntegrity(findings: readonly EvidenceFinding[], events: number): JudgedHealth {
  const [first] = findings;
  if (first === undefined) return ok(`${formatCount(events, 'event')}, whole and unchanged.`);
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  return problem(
    `${describeFinding(first)}${more}.`,
    `Keep a copy of the whole folder. ${wayIn({ terminal: 'holdpoint verify says what is wrong, and holdpoint backups', app: 'File, Backups' })} lists what can be put back.`,
  );
}

/** What is recorded once stays in the library's log, though the run that it was found in is whole again or gone. */
export function judgeLosses(recorded: readonly LossFinding[]): JudgedHealth {
  const newest = recorded.at(-1);
  if (newest === undefined) return ok('None is recorded.');
  const more = recorded.length === 1 ? '' : ` (and ${recorded.length - 1} more)`;
  return warning(
    `The library's log records a loss: ${describeFinding(newest)}${more}.`,
    'See holdpoint verify, which names each, and compare printed reports with holdpoint verify --code CODE.',
  );
}

const LEAST_BYTES = 64 * 1024 * 1024;
const FEW_BYTES = 1_000_000_000;

export function judgeSpace(free: number | null): JudgedHealth {
  if (free === null)
    return warning('The disk of the library does not say how much is free.', 'Check it on the disk.');
  const says = `${formatBytes(free)} free on the disk of the library.`;
  if (free < LEAST_BYTES)
    return problem(says, `Runs need ${formatBytes(LEAST_BYTES)}. Free some space there.`);
  return free < FEW_BYTES
    ? warning(says, 'A run with much output may need more. Free some space there.')
    : ok(says);
}

export interface BackupFacts {
  readonly backups: readonly Backup[];
  /** When the newest run of the library was begun; null where there is none. */
  readonly newestRunAt: string | null;
  /** Whether a sound backup lies on another disk than the library. */
  readonly isElsewhere: boolean;
  readonly now: number;
}

const DAY_MS = 86_400_000;

const makeOne = (): string => `Make one: ${wayIn({ terminal: 'holdpoint backup', app: 'File, Backups' })}.`;

export function judgeBackups({ backups, newestRunAt, isElsewhere, now }: BackupFacts): JudgedHealth {
  const damaged = backups.filter(({ check }) => check !== null && check.findings.length > 0);
  const [newest] = backups.filter(isSoundBackup);
  if (!newest)
    return newestRunAt === null
      ? ok('No backup yet, and no run either.')
      : warning('There is no sound backup.', makeOne());
  const says = `The newest sound backup was made ${formatAgo(newest.at, now)} (${formatZonedTime(newest.at)}).`;
  if (newestRunAt !== null && Date.parse(newestRunAt) - Date.parse(newest.at) > DAY_MS)
    return warning(`${says} Runs that began over a day later are not in it.`, makeOne());
  if (damaged.length > 0)
    return warning(
      `${says} ${formatCount(damaged.length, 'other backup')} did not pass the check.`,
      'Look at the disk that holds them.',
    );
  return ok(
    isElsewhere
      ? says
      : `${says} All backups lie on the disk of the library: ${wayIn({ terminal: 'holdpoint backup --to', app: 'File, Backups' })} puts them elsewhere.`,
  );
}

export interface ExaminedPlace {
  readonly path: string;
  /** `nfs`, `ext4`; null where nobody says. */
  readonly fileSystem: string | null;
  /** What speaks against it, in words. */
  readonly caution: string | null;
}

export function judgePlace({ path, fileSystem, caution }: ExaminedPlace): JudgedHealth {
  if (caution !== null) return warning(`${path} is not a safe place for a library.`, caution);
  return ok(`${path}${fileSystem === null ? '' : `, on ${fileSystem}`}.`);
}

export interface AgentExamined {
  readonly agent:
    | { readonly kind: 'none' }
    | { readonly kind: 'unreachable'; readonly why: string }
    | { readonly kind: 'there'; readonly keys: number };
  /** Names of credentials that are to be found in the agent. */
  readonly wanted: readonly string[];
}

export function judgeAgent({ agent, wanted }: AgentExamined): JudgedHealth {
  const need = wanted.length === 0 ? '' : ` The credentials ${formatNames(wanted)} come from it.`;
  const judge =
    wanted.length === 0 ? (says: string) => ok(says) : (says: string, next: string) => warning(says, next);
  switch (agent.kind) {
    case 'none':
      return judge(
        `No SSH agent is running here.${need}`,
        'Start one and add the key with ssh-add, or give the credential a key file.',
      );
    case 'unreachable':
      return warning(
        `SSH_AUTH_SOCK names an SSH agent that does not answer (${agent.why}).${need}`,
        'Start it again, or unset SSH_AUTH_SOCK.',
      );
    case 'there':
      return agent.keys === 0
        ? judge(`An SSH agent is running and holds no key.${need}`, 'Add the key with ssh-add.')
        : ok(`An SSH agent is running and holds ${formatCount(agent.keys, 'key')}.`);
  }
}

export interface ExaminedVault {
  /** What is known of it without its passphrase. */
  readonly state: 'none' | 'whole' | VaultFault;
  readonly path: string;
  /** Others than its owner may read or change it; null where that cannot be told. */
  readonly isOpenToOthers: boolean | null;
  /** Names of credentials and secrets that are to be found in it. */
  readonly wanted: readonly string[];
}

export function judgeVault({ state, path, isOpenToOthers, wanted }: ExaminedVault): JudgedHealth {
  const need = wanted.length === 0 ? '' : ` It is to hold: ${formatNames(wanted)}.`;
  if (state === 'none')
    return wanted.length === 0
      ? ok('There is no vault.')
      : problem(
          `There is no vault.${need}`,
          `Put a copy of it back as ${path}, or make one: ${wayIn({ terminal: 'holdpoint vault create', app: 'Credentials, “Create vault…”' })}.`,
        );
  if (state !== 'whole')
    return problem(`${describeVault(path, state)}.${need}`, 'Keep the file as it is until you have a copy.');
  if (isOpenToOthers === true)
    return warning(
      `${path} is whole, and others than its owner may read or change it.${need}`,
      `Take that away: chmod 600 "${path}". Whoever has the file can try passphrases on it.`,
    );
  return ok(`${path} is whole, as far as it shows without its passphrase.${need}`);
}

export interface KnownHostsFile {
  readonly path: string;
  readonly state:
    | { readonly kind: 'absent' }
    | { readonly kind: 'unreadable'; readonly why: string }
    | { readonly kind: 'read'; readonly entries: number; readonly badLines: readonly number[] };
  /** A person named it in the settings; the others are looked for everywhere. */
  readonly isNamed: boolean;
}

export function judgeKnownHosts(files: readonly KnownHostsFile[]): JudgedHealth {
  const says = files.map(describeFile).join('; ');
  const broken = files.filter(
    ({ state, isNamed }) => state.kind === 'unreadable' || (isNamed && state.kind === 'absent'),
  );
  const [bad] = files.filter(({ state }) => state.kind === 'read' && state.badLines.length > 0);
  if (broken.length > 0)
    return problem(
      `${says}.`,
      `Give yourself permission to read ${formatNames(broken.map(({ path }) => path))}, or remove it from Settings.`,
    );
  if (bad)
    return warning(
      `${says}.`,
      `Look at these lines: ssh-keygen -l -f "${bad.path}". Lines that cannot be read trust no host.`,
    );
  return ok(files.length === 0 ? 'No known_hosts file is used.' : `${says}.`);
}

function describeFile({ path, state }: KnownHostsFile): string {
  switch (state.kind) {
    case 'absent':
      return `${path} is not there`;
    case 'unreadable':
      return `${path} cannot be read (${state.why})`;
    case 'read': {
      const bad =
        state.badLines.length === 0
          ? ''
          : `, and ${formatCount(state.badLines.length, 'line')} that cannot be read (${formatNames(state.badLines.map(String), 6)})`;
      return `${path} has ${formatCount(state.entries, 'key')}${bad}`;
    }
  }
}

/** No Holdpoint was built before. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const TOLERATED_MS = 60_000;

export function judgeClock({
  now,
  newestEventAt,
}: {
  readonly now: number;
  readonly newestEventAt: string | null;
}): JudgedHealth {
  const iso = new Date(now).toISOString();
  const says = `It is ${formatZonedTime(iso)}, zone of this workstation ${formatWorkstationZone(iso)}.`;
  const next =
    "Set the workstation's clock. The order of what is recorded does not depend on it, its times do.";
  if (now < FIRST_DAY) return problem(`${says} That is before the first release of Holdpoint.`, next);
  if (newestEventAt !== null && Date.parse(newestEventAt) - now > TOLERATED_MS)
    return problem(`${says} The library's newest event is from ${formatZonedTime(newestEventAt)}.`, next);
  return ok(says);
}

export interface DesktopFacts {
  readonly platform: string;
  /** `X11`, `Wayland`; null: none. */
  readonly display: string | null;
  readonly isRoot: boolean;
  /** Whether the system lets a program of this user make user namespaces; null where it does not say. */
  readonly mayMakeNamespaces: boolean | null;
}

export function judgeDesktop({ platform, display, isRoot, mayMakeNamespaces }: DesktopFacts): JudgedHealth {
  if (platform !== 'linux') return ok('The desktop and the sandbox of this system are used.');
  if (display === null) return ok('There is no display. The command line needs none; the window does.');
  const says = `The display is ${display}.`;
  if (isRoot)
    return warning(
      `${says} You are root, for whom the window has no sandbox of the system.`,
      'Use Holdpoint as another user.',
    );
  if (mayMakeNamespaces === false)
    return warning(
      `${says} This system does not give user namespaces to programs, so the window's sandbox may not start.`,
      'Install Holdpoint by its deb, its rpm, or the .run as root, which set that up.',
    );
  return ok(says);
}

export function judgeFonts({
  platform,
  fonts,
}: {
  readonly platform: string;
  readonly fonts: number | null;
}): JudgedHealth {
  if (platform !== 'linux')
    return ok('The fonts of this system are used, besides those that Holdpoint brings.');
  if (fonts === null || fonts === 0)
    return warning(
      'This system has no fonts that fontconfig knows of. The window brings its own; PDF may lack characters.',
      'Install fontconfig and a font such as DejaVu.',
    );
  return ok(`${formatCount(fonts, 'font')} for PDF, besides those that Holdpoint brings.`);
}

export function judgeShellcheck(version: string | null): JudgedHealth {
  return ok(
    version === null
      ? 'shellcheck is not installed. Holdpoint does not need it; it helps authors of shell commands.'
      : `shellcheck ${version} is installed.`,
  );
}

export function judgeCrashes({
  newestAt,
  count,
  now,
}: {
  readonly newestAt: string | null;
  readonly count: number;
  readonly now: number;
}): JudgedHealth {
  if (newestAt === null || now - Date.parse(newestAt) > 30 * DAY_MS) return ok('None in the last 30 days.');
  return warning(
    `${formatCount(count, 'report')}, the newest from ${formatZonedTime(newestAt)}.`,
    'Read them under Diagnostics in the app or in logs/crashes, and pass them on: holdpoint doctor --save FILE.',
  );
}
