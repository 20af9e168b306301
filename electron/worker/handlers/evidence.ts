import { createFiles } from '#adapters/files/files.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { Handlers } from '#contract/commands.ts';
import type { PaperSize } from '#core/report/paper-size.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import type { RunId } from '#core/run/events.ts';
import { gatherReport, gatherRunbook } from '#operations/documents.ts';
import { paperSizeOf } from '#operations/paper-size.ts';
import { notOpened } from '../not-opened.ts';
import type { WorkerContext } from '../worker-context.ts';
import { mustLoad } from './releases.ts';

export function evidenceHandlers(context: WorkerContext): Handlers<'evidence.verify' | 'document.render'> {
  const { library, clock } = context;
  return {
    'evidence.verify': ({ run }) => library.verifyLibrary(run ?? undefined),
    'document.render': async (input) => {
      const size = paperSizeOf(library);
      const { title, html, paper } =
        input.kind === 'report'
          ? await reportOf(context, input.run, size)
          : renderRunbook(
              await gatherRunbook(await mustLoad(context, input.release, input.number), input.environment, {
                files: createFiles(context.folderOf(input.release)),
                library,
                planner: context.reader.plan,
                printedAt: clock.now(),
              }),
              size,
            );
      return { title, html, sha256: sha256(html), paper };
    },
  };
}

async function reportOf({ library, clock, reader }: WorkerContext, run: RunId, size: PaperSize) {
  const report = await gatherReport(library, run, { reader, printedAt: clock.now() });
  if (!report) throw notOpened(library, run);
  return renderRunReport(report, size);
}
