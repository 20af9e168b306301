import { fileURLToPath } from 'node:url';
import { createFiles } from '#adapters/files/files.ts';
import { readPaperFonts } from '#adapters/files/paper-fonts.ts';
import type { Handlers } from '#contract/commands.ts';
import type { Printable } from '#contract/printable.ts';
import { writeRunbook, writeRunReport } from '#core/report/written-document.ts';
import type { RunId } from '#core/run/events.ts';
import { gatherReport, gatherRunbook } from '#operations/documents.ts';
import { paperSizeOf } from '#operations/paper-size.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { notOpened } from '../not-opened.ts';
import type { WorkerContext } from '../worker-context.ts';
import { mustLoad } from './releases.ts';

/** Written by the build, beside this bundle's folder. */
const FONTS = fileURLToPath(new URL('../paper-fonts.json', import.meta.url));

export function evidenceHandlers(context: WorkerContext): Handlers<'evidence.verify' | 'document.write'> {
  return {
    'evidence.verify': ({ run }) => context.library.verifyLibrary(run ?? undefined),
    'document.write': async ({ printable, format }) => {
      const as = { format, paper: paperSizeOf(context.library), fonts: await readPaperFonts(FONTS) };
      return printable.kind === 'report'
        ? writeRunReport(await reportOf(context, printable.run), as)
        : writeRunbook(await bookOf(context, printable), as);
    },
  };
}

type OfRelease = Extract<Printable, { kind: 'release' }>;

async function bookOf(context: WorkerContext, { release, number, document, environment }: OfRelease) {
  const { library, clock, reader, folderOf } = context;
  return gatherRunbook(
    await mustLoad(context, release, number),
    { document, environment },
    {
      files: createFiles(folderOf(release)),
      history: undoHistory(library, release),
      planner: reader.plan,
      printedAt: clock.now(),
    },
  );
}

async function reportOf({ library, clock, reader }: WorkerContext, run: RunId) {
  const report = await gatherReport(library, run, { reader, printedAt: clock.now() });
  if (!report) throw notOpened(library, run);
  return report;
}
