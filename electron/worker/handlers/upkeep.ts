import { backupFolderOf, backupsIn } from '#adapters/sqlite/backups/backup-files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import type { LibraryOptions, OpenFailure } from '#adapters/sqlite/open-library.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import type { UPKEEP_COMMANDS } from '#contract/commands/upkeep.ts';
import type { Handlers } from '#contract/commands.ts';
import { BACKUP_GONE, CommandFailure } from '#contract/errors.ts';
import { ENGINE_ENV } from '#contract/wire.ts';
import { renderDiagnostics } from '#core/diagnostics/diagnostics-file.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { listBackups, readBackupSettings, writeBackupSettings } from '#operations/backups/keep-backups.ts';
import { examineWorkstation } from '#operations/doctor/examine-workstation.ts';
import { gatherDiagnostics } from '#operations/doctor/gather-diagnostics.ts';
import type { Backups } from '../backups.ts';
import { readSettings } from '../settings.ts';
import type { Upkeep } from '../thread-upkeep.ts';

export interface UpkeepContext {
  readonly folder: string;
  /** The open library, or why it was not opened. */
  readonly library: Library | OpenFailure;
  readonly options: LibraryOptions;
  readonly upkeep: Upkeep;
  readonly backups: Pick<Backups, 'make'>;
  /** How many runs this process carries out. */
  runsUnderWay(): number;
  /** Ends the use of the library, for good. */
  release(): Promise<void>;
}

export function upkeepHandlers(context: UpkeepContext): Handlers<keyof typeof UPKEEP_COMMANDS> {
  const { folder, library, upkeep } = context;
  const open = 'close' in library ? library : null;
  const mustOpen = (): Library => {
    if (open) return open;
    throw new CommandFailure('store-failed', (library as OpenFailure).message);
  };
  const preview = async (from: string) =>
    valueOrThrow(await upkeep.preview({ library: folder, from, program: appVersion() }));
  return {
    'backups.list': () => listed(folder, open),
    'backups.make': async () => {
      mustOpen();
      return valueOrThrow(await context.backups.make());
    },
    'backups.configure': (settings) => {
      writeBackupSettings(mustOpen(), settings);
      return readBackupSettings(mustOpen());
    },
    'backups.preview': ({ id }) => {
      const found = listed(folder, open).backups.find((each) => each.id === id);
      if (!found) throw new CommandFailure('not-found', BACKUP_GONE);
      return preview(found.path);
    },
    'backups.previewFile': ({ path }) => preview(path),
    'backups.restore': async ({ path }) => {
      if (context.runsUnderWay() > 0)
        throw new CommandFailure('conflict', RUNS, { runs: context.runsUnderWay() });
      await context.release();
      const order = { library: folder, from: path, program: appVersion() };
      const restored = valueOrThrow(await upkeep.restore(order));
      return { replaced: restored.replaced };
    },
    'doctor.examine': async () => (await examine(context)).checked,
    'doctor.text': async () => {
      const { examined, checked } = await examine(context);
      return { text: renderDiagnostics(gatherDiagnostics(examined, checked)) };
    },
  };
}

const RUNS =
  'Runs are carried out in this window, and their records would be lost. Pause or stop them, or wait until they have ended, then restore.';

function listed(folder: string, open: Library | null) {
  if (open === null)
    return {
      backups: backupsIn(backupFolderOf(folder)).toSorted(newestFirst),
      settings: null,
      folder: backupFolderOf(folder),
    };
  const settings = readBackupSettings(open);
  return {
    backups: listBackups(open, settings),
    settings,
    folder: settings.folder ?? backupFolderOf(folder),
  };
}

function newestFirst(a: { readonly at: string }, b: { readonly at: string }): number {
  return a.at < b.at ? 1 : -1;
}

async function examine({ folder, library, upkeep, options }: UpkeepContext) {
  const open = 'close' in library ? library : null;
  const examined = {
    version: appVersion(),
    runtime: process.env[ENGINE_ENV.runtime] ?? `Node ${process.versions.node}`,
    folder,
    library,
    health: open ? await upkeep.examine(folder) : null,
    knownHosts: open ? readSettings(open).knownHosts : [],
    now: options.clock.now().getTime(),
  };
  return { examined, checked: await examineWorkstation(examined) };
}

function valueOrThrow<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  const { code, message } = result.error;
  const known = { unverified: 'unverified', busy: 'conflict', exists: 'conflict' } as const;
  throw new CommandFailure(code in known ? known[code as keyof typeof known] : 'store-failed', message);
}
