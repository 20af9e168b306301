/** Looks over the workstation and the library, and says of each thing how it is and what to do. */

import { statfsSync, statSync } from 'node:fs';
import { systemCode } from '#adapters/files/held.ts';
import { readWhole } from '#adapters/files/read-whole.ts';
import { listCrashReports } from '#adapters/log/crash-reports.ts';
import type { LibraryHealth } from '#adapters/sqlite/examine-library.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { MIGRATIONS } from '#adapters/sqlite/migrations/all.ts';
import type { OpenFailure } from '#adapters/sqlite/open-library.ts';
import { describeShared, factsOfFolder, sharedFolder } from '#adapters/sqlite/shared-folder.ts';
import { askAgent } from '#adapters/ssh/agent-state.ts';
import { parseKnownHosts } from '#adapters/ssh/known-hosts.ts';
import {
  displayName,
  fileSystemOf,
  fontCount,
  isSameDisk,
  mayMakeNamespaces,
  shellcheckVersion,
} from '#adapters/system/workstation-facts.ts';
import { type Checked, type JudgedHealth, ok, problem, warning } from '#core/diagnostics/checked.ts';
import {
  type ExaminedVault,
  judgeAgent,
  judgeBackups,
  judgeClock,
  judgeCrashes,
  judgeDesktop,
  judgeFonts,
  judgeIntegrity,
  judgeKnownHosts,
  judgeLosses,
  judgePlace,
  judgeProgram,
  judgeShellcheck,
  judgeSpace,
  judgeVault,
  type KnownHostsFile,
} from '#core/diagnostics/judge.ts';
import { isSoundBackup } from '#core/library/backup.ts';
import { sourceOf } from '#core/library/references.ts';
import { describeMissing, describeOpening } from '#core/words/library/describe-evidence.ts';
import { wayIn } from '#core/words/text/surface.ts';
import { listBackups, readBackupSettings } from '../backups/keep-backups.ts';
import { runsNotListed } from '../run-list.ts';
import { ownKnownHosts, vaultOf } from '../run-setup.ts';

export interface ExaminedWorkstation {
  readonly version: string;
  readonly runtime: string;
  readonly folder: string;
  /** The library, why it was not opened, or null where there is none. */
  readonly library: Library | OpenFailure | null;
  readonly health: LibraryHealth | null;
  /** known_hosts files that a person named. */
  readonly knownHosts: readonly string[];
  readonly now: number;
}

/** Everything in the order in which it is read. */
export async function examineWorkstation(examined: ExaminedWorkstation): Promise<readonly Checked[]> {
  const { platform } = process;
  const [agent, fonts, shellcheck, knownHosts] = await Promise.all([
    askAgent(),
    platform === 'linux' ? fontCount() : null,
    shellcheckVersion(),
    readKnownHosts(examined.knownHosts),
  ]);
  const { library, health, now, folder } = examined;
  const open = library !== null && 'close' in library ? library : null;
  const judged: readonly (readonly [id: string, title: string, judged: JudgedHealth])[] = [
    ['program', 'Program', judgeProgram(examined)],
    ['library', 'Library', judgeOpening(library, folder)],
    ...(open ? [['losses', 'Losses', judgeLosses(open.lossesKnown())] as const] : []),
    ...(health ? ofHealth(health, now) : []),
    [
      'place',
      'Place of the library',
      judgePlace({ path: folder, fileSystem: fileSystemOf(folder), caution: cautionOf(folder) }),
    ],
    ['space', 'Free space', judgeSpace(freeBytes(folder))],
    ...(open ? [['backups', 'Backups', judgeBackups(backupFacts(open, examined))] as const] : []),
    ['agent', 'SSH agent', judgeAgent({ agent, wanted: open ? agentCredentials(open) : [] })],
    ...(open ? [['vault', 'Vault', judgeVault(await vaultFacts(open))] as const] : []),
    ['known-hosts', 'known_hosts files', judgeKnownHosts(knownHosts)],
    ...(health ? [] : [['clock', 'Clock', judgeClock({ now, newestEventAt: null })] as const]),
    [
      'desktop',
      'Display and sandbox',
      judgeDesktop({
        platform,
        display: displayName(),
        isRoot: process.getuid?.() === 0,
        mayMakeNamespaces: mayMakeNamespaces(),
      }),
    ],
    ['fonts', 'Fonts', judgeFonts({ platform, fonts })],
    ['shellcheck', 'shellcheck', judgeShellcheck(shellcheck)],
    ['crashes', 'Crash reports', judgeCrashes({ ...crashFacts(folder), now })],
  ];
  return judged.map(([id, title, { health: how, says, next }]) => ({ id, title, health: how, says, next }));
}

function judgeOpening(library: ExaminedWorkstation['library'], folder: string): JudgedHealth {
  if (library === null)
    return ok(`There is no library in ${folder} yet. The first start of the app, run or import makes one.`);
  if (!('close' in library))
    return problem(
      library.message,
      `See ${wayIn({ terminal: 'holdpoint backups', app: 'File, Backups' })}, and keep the folder as it is.`,
    );
  const [loss] = library.losses;
  if (loss !== undefined)
    return problem(
      `The library is not whole: ${describeOpening(loss)}.`,
      'Runs that were open then wait until a person has read it.',
    );
  const [missing] = runsNotListed(library).runs;
  if (missing !== undefined)
    return problem(
      `The library is not whole: ${describeMissing(missing)}.`,
      `See ${wayIn({ terminal: 'holdpoint runs and holdpoint verify', app: 'Runs' })}, and look at the hosts of that run.`,
    );
  return library.readOnly === null
    ? ok(`${folder}, open for reading and writing.`)
    : warning(library.readOnly, 'Nothing can be run until it can be written.');
}

function ofHealth(health: LibraryHealth, now: number): (readonly [string, string, JudgedHealth])[] {
  const { findings, events, newestEventAt, schema, madeBy } = health;
  const by = madeBy === null ? '' : `, made by Holdpoint ${madeBy}`;
  return [
    ['integrity', 'Integrity', judgeIntegrity(findings, events)],
    ['schema', 'Schema', ok(`Schema ${schema} of ${MIGRATIONS.length}${by}.`)],
    ['clock', 'Clock', judgeClock({ now, newestEventAt })],
  ];
}

function backupFacts(library: Library, { now, health, folder }: ExaminedWorkstation) {
  const backups = listBackups(library, readBackupSettings(library));
  const isElsewhere = backups.some((each) => isSoundBackup(each) && !isSameDisk(each.path, folder));
  return { backups, newestRunAt: health?.newestRunAt ?? null, isElsewhere, now };
}

function agentCredentials(library: Library): readonly string[] {
  return library
    .listCredentials()
    .filter(({ reference }) => reference.kind === 'agent')
    .map(({ name }) => name);
}

async function vaultFacts(library: Library): Promise<ExaminedVault> {
  const vault = vaultOf(library);
  const state = await vault.state();
  const isThere = state.ok ? state.value.kind !== 'none' : true;
  const mode = isThere ? statSync(vault.path, { throwIfNoEntry: false })?.mode : undefined;
  const named = [
    ...library.listSecrets(),
    ...library.listCredentials().map(({ name, reference }) => ({ name, reference: sourceOf(reference) })),
  ];
  return {
    state: state.ok ? (isThere ? 'whole' : 'none') : state.error,
    path: vault.path,
    isOpenToOthers: mode === undefined || process.platform === 'win32' ? null : (mode & 0o077) !== 0,
    wanted: named.flatMap(({ name, reference }) => (reference?.kind === 'vault' ? [name] : [])),
  };
}

function crashFacts(folder: string) {
  const reports = listCrashReports(folder);
  return { count: reports.length, newestAt: reports[0]?.at ?? null };
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

const MOST_BYTES = 16 * 1024 * 1024;

async function readKnownHosts(named: readonly string[]): Promise<readonly KnownHostsFile[]> {
  const files = [
    ...ownKnownHosts().map((path) => [path, false] as const),
    ...named.map((path) => [path, true] as const),
  ];
  return await Promise.all(
    files.map(async ([path, isNamed]) => ({ path, isNamed, state: await readOne(path) })),
  );
}

async function readOne(path: string): Promise<KnownHostsFile['state']> {
  try {
    const text = (await readWhole(path, MOST_BYTES)).toString('utf8');
    const { entries, unreadable } = await parseKnownHosts(text);
    return { kind: 'read', entries: entries.length, badLines: unreadable };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    if (!(error instanceof Error)) throw error;
    return { kind: 'unreadable', why: code ?? error.message };
  }
}

function cautionOf(folder: string): string | null {
  const shared = sharedFolder(factsOfFolder(folder));
  return shared === null ? null : describeShared(shared);
}
