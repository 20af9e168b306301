/** In, out and onto paper: import, export, report. */

import { readFile } from 'node:fs/promises';
import { createFiles } from '#adapters/files/files.ts';
import { readPaperFonts } from '#adapters/files/paper-fonts.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { programFile } from '#adapters/system/program-files.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { NO_HISTORY, type UndoHistory } from '#core/backout/time.ts';
import { isDocument } from '#core/document-import/read-document.ts';
import type { ImportAs, ReleaseThere } from '#core/release/import.ts';
import { whyNoCalendar } from '#core/report/calendar.ts';
import { EVIDENCE_FORMAT, TEXT_FORMATS, type TextFormat } from '#core/report/document-format.ts';
import type { FontFace } from '#core/report/fonts.ts';
import { DEFAULT_PAPER, type PaperSize } from '#core/report/paper-size.ts';
import { contentsOf, type ReleaseDocument } from '#core/report/release-document.ts';
import { type RunDocument, whyNotWritten } from '#core/report/run-document.ts';
import { describeUnsoundReport } from '#core/report/run-report-evidence.ts';
import type { RunReport } from '#core/report/run-report-model.ts';
import { writeRunbook, writeRunDocument } from '#core/report/written-document.ts';
import type { RunId } from '#core/run/events.ts';
import { gatherReport, gatherRunbook } from '#operations/documents.ts';
import { writeEvidence } from '#operations/evidence-file.ts';
import { type ImportedRelease, importRelease } from '#operations/import-release.ts';
import { type LoadedRelease, loadRelease } from '#operations/loaded-release.ts';
import { paperSizeOf } from '#operations/paper-size.ts';
import { createReader } from '#operations/release-reader.ts';
import { whyNotOpened } from '#operations/start-run.ts';
import { undoHistory } from '#operations/undo-history.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { nameRelease } from '../named-release.ts';
import { failureOf } from '../opened-run.ts';
import { type OutOptions, openOut } from '../out-file.ts';
import { printPdf } from '../print-pdf.ts';
import { loadReleaseFile, namesFile } from '../release-file.ts';
import { askLibrary, withLibrary, withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';
import { type ImportDocumentOptions, importDocument } from './import-document.ts';

interface PaperOptions extends OutOptions {
  readonly data?: string;
  readonly format: string;
  readonly env?: string;
  /** For what is laid out in pages. */
  readonly paper?: PaperSize;
}

/** Written by the build, beside this bundle's folder. */
const FONTS = programFile('out', 'paper-fonts.json');

/** The program within an evidence file, likewise. */
const EVIDENCE_SCRIPT = programFile('out', 'evidence-page.js');

const RELEASE_ID = /^[a-z][a-z0-9-]*$/;

interface ImportOptions extends ImportDocumentOptions {
  readonly replace?: boolean;
}

export async function importCommand(path: string, options: ImportOptions): Promise<number> {
  if (isDocument(path)) return importDocument(path, mustMakeNew(options));
  const strange = (['name', 'releaseVersion', 'on', 'print'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (strange)
    throw new CliFailure(
      'usage',
      `--${strange === 'releaseVersion' ? 'release-version' : strange} is for runbooks and scripts; ${path} is a release file`,
    );
  const { file } = await loadReleaseFile(path);
  return withNewLibrary(options.data, async (library) => {
    const reader = createReader(sha256);
    const take = async (as: ImportAs): Promise<ImportedRelease | ReleaseThere> => {
      const taken = await importRelease(library, file, { as, reader });
      if (taken.ok) return taken.value;
      throw new CliFailure(taken.error.code, `${path}: ${taken.error.message}`);
    };
    const first = await take(importAs(options));
    if (first.kind === 'imported') return describeImported(first, options);
    await mustLetGo(first);
    const second = await take({ kind: 'revision' });
    return second.kind === 'imported' ? describeImported(second, options) : EXIT.usage;
  });
}

/** A runbook is a release of its own. */
function mustMakeNew(options: ImportOptions): ImportOptions {
  if (options.replace)
    throw new CliFailure('usage', 'A runbook or script becomes a new release: leave out --replace');
  importAs(options);
  return options;
}

function importAs({ replace, as }: ImportOptions): ImportAs {
  if (as !== undefined && replace)
    throw new CliFailure('usage', 'Choose one of --replace and --as; see holdpoint import --help');
  if (as !== undefined && !RELEASE_ID.test(as))
    throw new CliFailure('usage', `--as ${as}: an id has lowercase letters, digits and hyphens`);
  if (as !== undefined) return { kind: 'release', id: as };
  return { kind: replace ? 'revision' : 'ask' };
}

/** Another text of the release is in the library: it gives way only to a yes. */
async function mustLetGo({ id, here, freeId }: ReleaseThere): Promise<void> {
  const fact = `${safe(id)} ${safe(here.version)} is in the library with a different text`;
  if (isAtTerminal() && (await confirmAtTerminal(`${fact}. Save this file as its newest text? [y/N] `)))
    return;
  throw new CliFailure(
    'exists',
    `${fact}; nothing was imported. Save this file as its newest text with --replace, or as a release of its own with --as ${freeId}`,
  );
}

function describeImported(
  { id, version, revision, replaced }: ImportedRelease,
  { json }: ImportOptions,
): number {
  if (json) printJson({ release: id, version, revision, replaced });
  else
    process.stdout.write(
      `${safe(id)} ${safe(version)} is in the library${replaced ? ', as the newest text of that release' : ''}\n`,
    );
  return EXIT.ok;
}

interface ExportOptions extends PaperOptions {
  readonly document?: ReleaseDocument;
}

interface Exported {
  readonly loaded: LoadedRelease;
  readonly folder: string;
  readonly history: UndoHistory;
  readonly paper: PaperSize;
}

/** Of the library, or of a file. */
export async function exportCommand(named: string, options: ExportOptions): Promise<number> {
  refusePaper(options);
  refuseDocument(options);
  if (namesFile(named)) return exportFile(named, options);
  return withLibrary(options.data, async (library) => {
    const { stored, text } = nameRelease(library, named);
    if (options.format === 'yaml') return (await openOut(options))(text);
    const loaded = loadRelease(text, sha256);
    if (!loaded.ok) throw new CliFailure('release-invalid', loaded.error.message);
    const folder = stored.folder ?? process.cwd();
    const history = undoHistory(library, stored.id);
    return exportRelease({ loaded: loaded.value, folder, history, paper: paperSizeOf(library) }, options);
  });
}

async function exportFile(path: string, options: ExportOptions): Promise<number> {
  if (options.format === 'yaml')
    throw new CliFailure(
      'usage',
      `${path} is a release file already; --format yaml is for a release of the library`,
    );
  const { file, loaded } = await loadReleaseFile(path);
  const { history, paper } = await askLibrary(
    options.data,
    (library) => ({ history: undoHistory(library, loaded.release.info.id), paper: paperSizeOf(library) }),
    { otherwise: { history: NO_HISTORY, paper: DEFAULT_PAPER }, missing: 'earlier backouts are not counted' },
  );
  return exportRelease({ loaded, folder: file.folder, history, paper }, options);
}

async function exportRelease(
  { loaded, folder, history, paper }: Exported,
  options: ExportOptions,
): Promise<number> {
  const document = options.document ?? 'runbook';
  const environment = environmentOf(loaded, options.env);
  const by = { files: createFiles(folder), history, printedAt: new Date() };
  const book = await gatherRunbook(loaded, { document, environment }, by);
  const missing = options.format === 'ics' ? whyNoCalendar(book) : null;
  if (missing !== null) throw new CliFailure('usage', missing);
  const size = options.paper ?? paper;
  const fonts = await fontsOf(options.format);
  return writeAs(options, (format) => writeRunbook(book, { format, paper: size, fonts }).text, ['yaml']);
}

function refuseDocument({ document, format }: ExportOptions): void {
  if (document === undefined) return;
  if (format === 'yaml')
    throw new CliFailure(
      'usage',
      '--document is for what is printed; --format yaml writes the whole release',
    );
  if (format === 'ics')
    throw new CliFailure(
      'usage',
      '--document is for what is printed; --format ics writes the window for a calendar',
    );
  if (format === 'csv' && contentsOf(document).plans.length === 0)
    throw new CliFailure(
      'usage',
      `--format csv writes plans, and ${document} has none; choose html, md or pdf`,
    );
}

/** A release with one environment needs none named. */
function environmentOf({ release }: LoadedRelease, named: string | undefined): string {
  const names = release.environments.map((environment) => environment.name);
  if (named !== undefined && names.includes(named)) return named;
  const [only, ...others] = names;
  if (named === undefined && only !== undefined && others.length === 0) return only;
  throw new CliFailure(
    'usage',
    `Name the environment whose hosts are printed with --env: ${names.join(', ') || 'the release has none'}`,
  );
}

interface ReportOptions extends PaperOptions {
  readonly document: RunDocument;
}

export async function reportCommand(run: string, options: ReportOptions): Promise<number> {
  refusePaper(options);
  const unwritten = whyNotWritten(options.document, options.format);
  if (unwritten !== null) throw new CliFailure('usage', unwritten);
  return withLibrary(options.data, (library) => writeReport(library, run as RunId, options));
}

async function writeReport(library: Library, run: RunId, options: ReportOptions): Promise<number> {
  const report = await gatherReport(library, run, {
    reader: createReader(sha256),
    printedAt: new Date(),
  });
  if (!report) throw failureOf(whyNotOpened(library, run));
  const paper = options.paper ?? paperSizeOf(library);
  const fonts = await fontsOf(options.format);
  if (options.format === EVIDENCE_FORMAT) {
    const { text: html } = writeRunDocument(report, 'report', { format: 'html', paper, fonts });
    return writeEvidenceFile(library, { report, html }, options);
  }
  const written = await writeAs(
    options,
    (format) => writeRunDocument(report, options.document, { format, paper, fonts }).text,
    [EVIDENCE_FORMAT],
  );
  const unsound = describeUnsoundReport(report);
  if (unsound === null) return written;
  process.stderr.write(`warning: ${safe(unsound)}; the report says so, and carries no head\n`);
  return EXIT.unverified;
}

async function writeEvidenceFile(
  library: Library,
  written: { readonly report: RunReport; readonly html: string },
  options: PaperOptions,
): Promise<number> {
  const out = await openOut(options);
  return out(await evidencePage(library, written));
}

/** The evidence file of a run, for what takes it along. */
export async function evidenceOf(library: Library, run: RunId): Promise<string> {
  const report = await gatherReport(library, run, { reader: createReader(sha256), printedAt: new Date() });
  if (!report) throw failureOf(whyNotOpened(library, run));
  const fonts = await fontsOf(EVIDENCE_FORMAT);
  const { text: html } = writeRunDocument(report, 'report', {
    format: 'html',
    paper: paperSizeOf(library),
    fonts,
  });
  return evidencePage(library, { report, html });
}

async function evidencePage(
  library: Library,
  written: { readonly report: RunReport; readonly html: string },
): Promise<string> {
  const script = await readFile(EVIDENCE_SCRIPT, 'utf8');
  const page = await writeEvidence(library, { ...written, script, reader: createReader(sha256) });
  if (page !== null) return page;
  const { run } = written.report.state.header;
  throw new CliFailure(
    'unverified',
    `The log of ${safe(run)} does not verify, and no file vouches for it; holdpoint verify ${safe(run)} says why, and --format html reports what is there`,
    EXIT.unverified,
  );
}

const IN_PAGES = ['html', 'pdf'];

/** Only what is laid out carries fonts along. */
async function fontsOf(format: string): Promise<readonly FontFace[]> {
  return [...IN_PAGES, EVIDENCE_FORMAT].includes(format) ? await readPaperFonts(FONTS) : [];
}

function refusePaper({ paper, format }: PaperOptions): void {
  if (paper === undefined || IN_PAGES.includes(format)) return;
  throw new CliFailure('usage', `--paper is for ${IN_PAGES.join(' and ')}; ${format} has no pages`);
}

/** With the formats that the caller writes itself. */
async function writeAs(
  options: PaperOptions,
  write: (format: TextFormat) => string,
  own: readonly string[] = [],
): Promise<number> {
  const { format } = options;
  if (format === 'pdf') return (await openOut(options))(await printPdf(write('html')));
  const text = TEXT_FORMATS.find((each) => each === format);
  if (text !== undefined) return (await openOut(options))(write(text));
  throw new CliFailure(
    'usage',
    `There is no format "${format}" here; choose one of ${[...own, ...TEXT_FORMATS, 'pdf'].join(', ')}`,
  );
}
