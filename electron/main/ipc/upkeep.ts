import { shell } from 'electron';
import { listCrashReports, readCrashReport } from '#adapters/log/crash-reports.ts';
import { logFolderOf, readLog, readLogLevel, writeLogLevel } from '#adapters/log/program-log.ts';
import type { DESKTOP_UPKEEP_COMMANDS, KeptCrash } from '#contract/commands/desktop-upkeep.ts';
import type { Handlers } from '#contract/commands.ts';
import { BACKUP_GONE, CommandFailure } from '#contract/errors.ts';
import { chooseFileToOpen, chooseFileToSave, chooseFolder } from '../dialogs.ts';
import type { Diary } from '../diary.ts';
import type { Engine } from '../engine-process.ts';
import { writeWhole } from '../whole-file.ts';
import { askEngine } from './ask-engine.ts';

export interface UpkeepParts {
  readonly engine: Engine;
  readonly diary: Diary;
  /** The library is another now: every page reads everything anew. */
  readonly reloadPages: () => void;
}

/** For one window: what it waits for is none of the others' business. */
export function upkeepHandlers({
  engine,
  diary,
  reloadPages,
}: UpkeepParts): Handlers<keyof typeof DESKTOP_UPKEEP_COMMANDS> {
  const { folder } = diary;
  /** The backup that a person chose; the page never names it. */
  let chosen: string | null = null;
  const pathOf = async (id: string | null): Promise<string> => {
    const { backups } = id === null ? { backups: [] } : await askEngine(engine, 'backups.list', {});
    const path = id === null ? chosen : backups.find((each) => each.id === id)?.path;
    if (!path) throw new CommandFailure('not-found', BACKUP_GONE);
    return path;
  };
  return {
    ...crashHandlers(diary),
    'desktop.log': ({ most }) => ({
      lines: readLog(folder, most),
      level: readLogLevel(folder),
      folder: logFolderOf(folder),
    }),
    'desktop.setLogLevel': ({ level }) => {
      writeLogLevel(folder, level);
      return null;
    },
    'desktop.showLogFolder': async () => {
      const problem = await shell.openPath(logFolderOf(folder));
      if (problem !== '')
        throw new CommandFailure('file-unreadable', `${logFolderOf(folder)} was not opened: ${problem}`);
      return null;
    },
    'desktop.crashes': () => listCrashReports(folder),
    'desktop.crash': ({ id }) => {
      const text = readCrashReport(folder, id);
      if (text === null) throw new CommandFailure('not-found', 'This report is no longer there.');
      return { text };
    },
    'desktop.saveDiagnostics': async () => {
      const { text } = await askEngine(engine, 'doctor.text', {});
      const path = await chooseFileToSave('holdpoint-diagnostics.txt', 'diagnostics');
      if (path === null) return null;
      await writeWhole(path, text);
      return { path };
    },
    'desktop.chooseBackup': async () => {
      const path = await chooseFileToOpen('backup');
      if (path === null) return null;
      const preview = await askEngine(engine, 'backups.previewFile', { path });
      chosen = path;
      return preview;
    },
    'desktop.restoreBackup': async ({ id }) => {
      const path = await pathOf(id);
      const reply = await engine.call('backups.restore', { path });
      if (reply.ok) {
        await engine.restart();
        reloadPages();
        return reply.value;
      }
      // Refused before the library was let go, the engine goes on; else it has none any more. Pages stay, to tell of it.
      const { code, message, details } = reply.error;
      if (!isUnderRuns(details)) await engine.restart();
      throw new CommandFailure(code, message);
    },
    'desktop.chooseBackupFolder': async () => {
      const path = await chooseFolder('Choose the folder for backups');
      return path === null ? null : { path };
    },
  };
}

type CrashCommand = 'desktop.takeCrash' | 'desktop.reportFault';

/** Each window tells of a crash once, whatever others have told. */
function crashHandlers(diary: Diary): Handlers<CrashCommand> {
  let told: string | null = null;
  const tell = (crash: KeptCrash | null): KeptCrash | null => {
    if (crash === null || crash.id === told) return null;
    told = crash.id;
    return crash;
  };
  return {
    'desktop.takeCrash': () => tell(diary.newest()),
    'desktop.reportFault': (error) => tell(diary.crashed({ part: 'page', error, ended: null })),
  };
}

function isUnderRuns(details: unknown): boolean {
  return typeof details === 'object' && details !== null && 'runs' in details;
}
