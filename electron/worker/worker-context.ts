/** What the handlers share: the library, the runs that are being carried out, the practice hosts, and a voice to the windows. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Library } from '#adapters/sqlite/library.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import { unpacked } from '#adapters/system/unpacked.ts';
import type { News } from '#contract/api.ts';
import type { BackupFailureTold } from '#contract/app-facts.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunId } from '#core/run/events.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { describeEnded } from '#core/words/describe-ended.ts';
import type { Clock, Failure, Result } from '#engine/ports.ts';
import type { RunHandle, RunListener } from '#engine/run-handle.ts';
import type { Practice } from '#operations/practice.ts';
import type { ReleaseReader } from '#operations/release-reader.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { openRun, type RunSetup } from '#operations/start-run.ts';
import { createActivityNews } from './activity-news.ts';
import { notBegun } from './not-begun.ts';
import { createOutputNews } from './output-news.ts';
import type { RunDiary } from './run-diary.ts';
import { createRunNews } from './run-news.ts';
import { readSettings } from './settings.ts';

export interface WorkerContext {
  readonly library: Library;
  /** Reads texts of people, so that this thread, which carries out runs, need not. */
  readonly reader: ReleaseReader;
  readonly clock: Clock;
  /** Why the backup that was due last is not there; null: nothing is known against it. */
  backupFailure(): BackupFailureTold | null;
  /** Shipped sample releases. */
  readonly samples: string;
  tell(news: News): void;
  practice: Practice | null;
  /** Folder that a release's files are relative to. */
  folderOf(release: string): string;
  openTransport(release: string): { readonly setup: RunSetup; readonly transport: SshTransport };
  /** Starts a run by `begin` and looks after it until it ends. */
  launch(
    release: string,
    begin: (setup: RunSetup, listener: RunListener) => Promise<Result<RunHandle, Failure>>,
  ): Promise<RunId>;
  /** How far a run has come with its hosts; null where it is neither looking at them nor leaving them here. */
  progressOf(run: RunId): HostsProgress | null;
  /** The handle of a run that this process carries out. */
  handle(run: RunId): RunHandle;
  /** The same; null when it carries it out no more. */
  liveHandle(run: RunId): RunHandle | null;
  /** The workstation was asleep. */
  woke(): void;
  /** How many runs this process carries out. */
  runsUnderWay(): number;
  close(): Promise<void>;
}

const SAMPLES = unpacked(fileURLToPath(new URL('../../resources/samples', import.meta.url)));

export interface WorkerParts {
  readonly reader: ReleaseReader;
  readonly diary: RunDiary;
  readonly backupFailure: WorkerContext['backupFailure'];
  send(news: News): void;
}

export function createWorkerContext(
  library: Library,
  clock: Clock,
  { reader, diary, backupFailure, send }: WorkerParts,
): WorkerContext {
  const live = new Map<RunId, RunHandle>();
  const transports = new Set<SshTransport>();
  const output = createOutputNews(clock, send);
  const activity = createActivityNews(clock, send);
  const events = createRunNews({ clock, tell: send, hashOf: (run, seq) => hashOf(library, run, seq) });
  const tell = (news: News): void => {
    events.flush();
    send(news);
  };

  const context: WorkerContext = {
    library,
    reader,
    clock,
    backupFailure,
    samples: SAMPLES,
    tell,
    practice: null,
    folderOf: (release) => library.getRelease(release)?.folder ?? join(library.folder, 'releases', release),
    openTransport: (release) => openTransport(library, { folder: context.folderOf(release), reader }),
    async launch(release, begin) {
      const { setup, transport } = context.openTransport(release);
      const begun = await begin(setup, {
        onEvents: (added, state) => {
          diary.happened(added);
          events.add(added);
          activity.changed(state);
        },
        onOutput: output.grew,
        onProgress: events.progressed,
      });
      if (!begun.ok) {
        await transport.close();
        throw notBegun(begun.error);
      }
      const handle = begun.value;
      live.set(handle.run, handle);
      transports.add(transport);
      diary.begun(handle.run);
      tell({ kind: 'libraryChanged', what: 'runs' });
      void handle.ended.then((end) => {
        live.delete(handle.run);
        transports.delete(transport);
        events.forget(handle.run);
        activity.ended(end.state, end.kind === 'broken');
        tell({ kind: 'libraryChanged', what: 'runs' });
        diary.ended(handle.run, end);
        return transport.close();
      });
      return handle.run;
    },
    runsUnderWay: () => live.size,
    progressOf: events.progressOf,
    liveHandle: (run) => live.get(run) ?? null,
    handle: (run) => live.get(run) ?? refuseNotHere(library, run),
    woke() {
      for (const transport of transports) transport.checkLinks();
    },
    async close() {
      await context.practice?.hosts.stop();
      library.close();
    },
  };
  return context;
}

/** As the settings of this workstation say; credentials and secrets are where the library says. */
function openTransport(library: Library, from: Parameters<typeof createRunSetup>[1]) {
  const { knownHosts, connectTimeoutSeconds: seconds } = readSettings(library);
  return createRunSetup(library, from, {
    credentials: new Map(),
    secrets: new Map(),
    knownHosts,
    connectTimeoutMs: seconds === null ? null : seconds * 1000,
  });
}

function hashOf(library: Library, run: RunId, seq: number): string | null {
  try {
    return library.chain(run, seq - 1)[0]?.hash ?? null;
  } catch {
    // The next call for the run says what is wrong with the library.
    return null;
  }
}

function refuseNotHere(library: Library, run: RunId): never {
  throw new CommandFailure('conflict', describeNotHere(library, run));
}

function describeNotHere(library: Library, run: RunId): string {
  const outcome = openRun(library, run)?.state.outcome ?? null;
  return outcome === null
    ? `Holdpoint is not carrying out ${run} in this window. Resume it first, or act in the program that carries it out.`
    : describeEnded(outcome);
}
