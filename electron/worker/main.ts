/** The engine process: the library, SSH and every run live here, so that no window ever waits for them. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgramLog, NO_LOG } from '#adapters/log/program-log.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { type LibraryOptions, type OpenFailure, openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { findDataFolder } from '#adapters/system/data-folder.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import type { News } from '#contract/api.ts';
import { ENGINE_ENV, type EnginePort } from '#contract/wire.ts';
import { setClockZone } from '#core/words/figures/format-time.ts';
import { speakIn } from '#core/words/text/surface.ts';
import { StoreFailure } from '#engine/ports.ts';
import { createBackups } from './backups.ts';
import { watchFaults } from './faults.ts';
import { upkeepHandlers } from './handlers/upkeep.ts';
import { createHandlers } from './handlers.ts';
import { createKeychain } from './keychain.ts';
import { createRunDiary } from './run-diary.ts';
import { serve } from './serve.ts';
import { readSettings } from './settings.ts';
import { createThreadReader } from './thread-reader.ts';
import { createThreadUpkeep } from './thread-upkeep.ts';
import { createWorkerContext } from './worker-context.ts';

speakIn('app');
// Whoever ends the whole program by a signal tells the app, which lets this process finish; and it ends with the app in any case.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
const port = (process as unknown as { readonly parentPort: EnginePort }).parentPort;
const binding = Number(process.versions['napi']) < 10 ? process.env[ENGINE_ENV.sqliteBinding] : undefined;
const options: LibraryOptions = {
  clock: createClock(),
  program: appVersion(),
  ...(binding ? { nativeBinding: binding } : {}),
};
const beside = (name: string): string => join(dirname(fileURLToPath(import.meta.url)), name);
const upkeep = createThreadUpkeep(beside('upkeep.js'), binding);
const startMs = performance.now();
const opened = await openOwnLibrary();
const log = opened.folder === null ? NO_LOG : createProgramLog(opened.folder, 'engine');
const program = `Holdpoint ${appVersion()} on ${process.env[ENGINE_ENV.runtime] ?? `Node ${process.versions.node}`}`;

watchFaults({ folder: opened.folder, log, program });
log.add({
  event: 'started',
  version: appVersion(),
  runtime: process.env[ENGINE_ENV.runtime] ?? `Node ${process.versions.node}`,
  platform: process.platform,
  command: null,
});
if (opened.library === null) refuse(opened.error, opened.folder);
else work(opened.library);

function work(library: Library): void {
  log.add({
    event: 'libraryOpened',
    library: library.id,
    readOnly: library.readOnly !== null,
    losses: library.losses.length,
    ms: Math.round(performance.now() - startMs),
  });
  setClockZone(readSettings(library).clock);
  const tell = (news: News): void => port.postMessage({ kind: 'news', news });
  const backups = createBackups({ library, work: upkeep, clock: options.clock }, log, () =>
    tell({ kind: 'libraryChanged', what: 'backups' }),
  );
  const context = createWorkerContext(library, options.clock, {
    reader: createThreadReader(beside('reader.js')),
    diary: createRunDiary(log, backups),
    backupFailure: backups.failure,
    keychain: createKeychain(port),
    send: tell,
  });
  const { folder } = library;
  const looked = { folder, library, options, upkeep, backups };
  const upkeepContext = { ...looked, runsUnderWay: context.runs.count, release: context.close };
  const handlers = { ...createHandlers(context), ...upkeepHandlers(upkeepContext) };
  serve(port, { handlers, refusal: null, log, close: context.close, woke: context.runs.checkLinks });
}

/** Backups and the doctor are there all the more. */
function refuse(error: OpenFailure, folder: string | null): void {
  log.add({ event: 'libraryRefused', code: error.code });
  const done = (): Promise<void> => Promise.resolve();
  const backups = { make: () => Promise.resolve({ ok: false as const, error }) };
  const context = { library: error, options, upkeep, backups, runsUnderWay: () => 0, release: done };
  const handlers = folder === null ? {} : upkeepHandlers({ ...context, folder });
  serve(port, {
    handlers,
    refusal: { code: 'store-failed', message: error.message },
    log,
    close: done,
    woke: () => undefined,
  });
}

type OpenedLibrary =
  | { readonly folder: string; readonly library: Library }
  | { readonly folder: string | null; readonly library: null; readonly error: OpenFailure };

async function openOwnLibrary(): Promise<OpenedLibrary> {
  let folder: string | null = null;
  try {
    folder = findDataFolder();
    const result = await openLibrary(folder, options);
    return result.ok ? { folder, library: result.value } : { folder, library: null, error: result.error };
  } catch (error) {
    if (error instanceof StoreFailure) return { folder, library: null, error };
    throw error;
  }
}
