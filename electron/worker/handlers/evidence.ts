import { readFile } from 'node:fs/promises';
import { createFiles } from '#adapters/files/files.ts';
import { readPaperFonts } from '#adapters/files/paper-fonts.ts';
import { programFile } from '#adapters/system/program-files.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { Printable } from '#contract/printable.ts';
import { whyNoCalendar } from '#core/report/calendar.ts';
import { EVIDENCE_FORMAT } from '#core/report/document-format.ts';
import { whyNotWritten } from '#core/report/run-document.ts';
import type { RunReport } from '#core/report/run-report-model.ts';
import {
  evidenceTitle,
  type Written,
  writeRunbook,
  writeRunDocument,
} from '#core/report/written-document.ts';
import type { RunId } from '#core/run/events.ts';
import { gatherReport, gatherRunbook } from '#operations/documents.ts';
import { writeEvidence } from '#operations/evidence-file.ts';
import { paperSizeOf } from '#operations/paper-size.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { notOpened } from '../not-opened.ts';
import type { WorkerContext } from '../worker-context.ts';
import { mustLoad } from './releases.ts';

/** Written by the build, beside this bundle's folder. */
const FONTS = programFile('out', 'paper-fonts.json');

/** The program within an evidence file, likewise. */
const EVIDENCE_SCRIPT = programFile('out', 'evidence-page.js');

export function evidenceHandlers(context: WorkerContext): Handlers<'evidence.verify' | 'document.write'> {
  return {
    'evidence.verify': ({ run }) => context.library.verifyLibrary(run ?? undefined),
    'document.write': async ({ printable, format }) => {
      if (printable.kind === 'release' && format === EVIDENCE_FORMAT)
        throw new CommandFailure('invalid-input', 'An evidence file is made of a run');
      const laidOut = format === EVIDENCE_FORMAT ? 'html' : format;
      const as = {
        format: laidOut,
        paper: paperSizeOf(context.library),
        fonts: laidOut === 'html' ? await readPaperFonts(FONTS) : [],
      };
      if (printable.kind === 'release') {
        const book = await bookOf(context, printable);
        const missing = format === 'ics' ? whyNoCalendar(book) : null;
        if (missing !== null) throw new CommandFailure('invalid-input', missing);
        return writeRunbook(book, as);
      }
      const unwritten = whyNotWritten(printable.document, format);
      if (unwritten !== null) throw new CommandFailure('invalid-input', unwritten);
      const report = await reportOf(context, printable.run);
      const written = writeRunDocument(report, printable.document, as);
      return format === EVIDENCE_FORMAT ? await evidenceOf(context, report, written) : written;
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

/** Of a run that does not verify none is made. */
async function evidenceOf(
  { library, reader }: WorkerContext,
  report: RunReport,
  { text: html, paper }: Written,
) {
  const script = await readFile(EVIDENCE_SCRIPT, 'utf8');
  const page = await writeEvidence(library, { report, html, script, reader });
  if (page !== null) return { title: evidenceTitle(report), paper, text: page };
  throw new CommandFailure(
    'unverified',
    `The log of run ${report.state.header.run} does not verify, and no file vouches for it. Its report says what is there`,
  );
}
