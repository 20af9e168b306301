/** What the handlers share: the library, the runs that are being carried out, the practice hosts, and a voice to the windows. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Library } from '#adapters/sqlite/library.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { News } from '#contract/api.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunId } from '#core/run/events.ts';
import type { Practice } from '#desk/practice.ts';
import type { RunMaker } from '#desk/run-desk.ts';
import { createRunMaker } from '#desk/run-maker.ts';
import type { Clock, Failure, Result } from '#engine/ports.ts';
import type { RunHandle, RunListener } from '#engine/run-handle.ts';
import { createOutputNews } from './output-news.ts';
import { readSettings } from './settings.ts';

export interface Workshop {
  readonly library: Library;
  readonly clock: Clock;
  /** Shipped sample releases. */
  readonly samples: string;
  tell(news: News): void;
  practice: Practice | null;
  /** Folder that a release's files are relative to. */
  folderOf(release: string): string;
  openTransport(release: string): { readonly maker: RunMaker; readonly transport: SshTransport };
  /** Starts a run by `begin` and looks after it until it ends. */
  launch(
    release: string,
    begin: (maker: RunMaker, listener: RunListener) => Promise<Result<RunHandle, Failure>>,
  ): Promise<RunId>;
  /** The handle of a run that this process carries out. */
  handle(run: RunId): RunHandle;
  close(): Promise<void>;
}

const SAMPLES = fileURLToPath(new URL('../../resources/samples', import.meta.url));

export function createWorkshop(library: Library, clock: Clock, tell: (news: News) => void): Workshop {
  const live = new Map<RunId, RunHandle>();
  const output = createOutputNews(clock, tell);

  const workshop: Workshop = {
    library,
    clock,
    samples: SAMPLES,
    tell,
    practice: null,
    folderOf: (release) => library.getRelease(release)?.folder ?? join(library.folder, 'releases', release),
    openTransport: (release) =>
      createRunMaker(library, workshop.folderOf(release), {
        credentials: new Map(),
        secrets: new Map(),
        knownHosts: readSettings(library).knownHosts,
      }),
    async launch(release, begin) {
      const { maker, transport } = workshop.openTransport(release);
      const begun = await begin(maker, { onEvents: (events) => tellEvents(events), onOutput: output.grew });
      if (!begun.ok) {
        await transport.close();
        throw new CommandFailure('plan-invalid', begun.error.message, begun.error.details);
      }
      const handle = begun.value;
      live.set(handle.run, handle);
      tell({ kind: 'libraryChanged', what: 'runs' });
      void handle.ended.then((end) => {
        live.delete(handle.run);
        if (end.kind === 'broken') console.error(end.error);
        tell({ kind: 'libraryChanged', what: 'runs' });
        return transport.close();
      });
      return handle.run;
    },
    handle(run) {
      const handle = live.get(run);
      if (!handle)
        throw new CommandFailure('conflict', `${run} is not being carried out by this window's engine`);
      return handle;
    },
    async close() {
      await workshop.practice?.hosts.stop();
      library.close();
    },
  };

  function tellEvents(events: Parameters<RunListener['onEvents']>[0]): void {
    const [first] = events;
    if (first) tell({ kind: 'runEvents', run: first.run, events });
  }
  return workshop;
}
