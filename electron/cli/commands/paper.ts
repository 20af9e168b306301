/** In, out and onto paper: import, export, report. */
import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { ImportAs, ReleaseThere } from '#core/release/import.ts';
import type { PaperSize } from '#core/report/paper-size.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import { renderRunReportCsv } from '#core/report/run-report-csv.ts';
import { describeUnsoundReport } from '#core/report/run-report-evidence.ts';
import { renderRunReportMarkdown } from '#core/report/run-report-text.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderPlanCsv, renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import type { RunId } from '#core/run/events.ts';
import { gatherReport, gatherRunbook } from '#operations/documents.ts';
import { type ImportedRelease, importRelease } from '#operations/import-release.ts';
import { type LoadedRelease, loadRelease } from '#operations/loaded-release.ts';
import { paperSizeOf } from '#operations/paper-size.ts';
import { createReader } from '#operations/release-reader.ts';
import { whyNotOpened } from '#operations/start-run.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { nameRelease } from '../named-release.ts';
import { failureOf } from '../opened-run.ts';
import { type OutOptions, openOut } from '../out-file.ts';
import { printPdf } from '../print-pdf.ts';
import { loadReleaseFile } from '../release-file.ts';
import { withLibrary, withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

interface PaperOptions extends OutOptions {
  readonly data?: string;
  readonly format: string;
  readonly env?: string;
  /** For what is laid out in pages. */
  readonly paper?: PaperSize;
}

const RELEASE_ID = /^[a-z][a-z0-9-]*$/;

interface ImportOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly replace?: boolean;
  readonly as?: string;
}

export async function importCommand(path: string, options: ImportOptions): Promise<number> {
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

export async function exportCommand(release: string, options: PaperOptions): Promise<number> {
  refusePaper(options);
  return withLibrary(options.data, async (library) => {
    const { stored, text } = nameRelease(library, release);
    if (options.format === 'yaml') return (await openOut(options))(text);
    const loaded = loadRelease(text, sha256);
    if (!loaded.ok) throw new CliFailure('release-invalid', loaded.error.message);
    const book = await gatherRunbook(loaded.value, environmentOf(loaded.value, options.env), {
      library,
      files: createFiles(stored.folder ?? process.cwd()),
      printedAt: new Date(),
    });
    const render = {
      html: () => renderRunbook(book, options.paper ?? paperSizeOf(library)).html,
      md: () => renderRunbookMarkdown(book),
      csv: () => book.plans.map(renderPlanCsv).join('\n'),
    };
    return writeAs(options, render, ['yaml']);
  });
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

export async function reportCommand(run: string, options: PaperOptions): Promise<number> {
  refusePaper(options);
  return withLibrary(options.data, (library) => writeReport(library, run as RunId, options));
}

async function writeReport(library: Library, run: RunId, options: PaperOptions): Promise<number> {
  const report = await gatherReport(library, run, {
    reader: createReader(sha256),
    printedAt: new Date(),
  });
  if (!report) throw failureOf(whyNotOpened(library, run));
  const written = await writeAs(options, {
    html: () => renderRunReport(report, options.paper ?? paperSizeOf(library)).html,
    md: () => renderRunReportMarkdown(report),
    csv: () => renderRunReportCsv(report),
  });
  const unsound = describeUnsoundReport(report);
  if (unsound === null) return written;
  process.stderr.write(`warning: ${safe(unsound)}; the report says so, and carries no head\n`);
  return EXIT.unverified;
}

const IN_PAGES = ['html', 'pdf'];

function refusePaper({ paper, format }: PaperOptions): void {
  if (paper === undefined || IN_PAGES.includes(format)) return;
  throw new CliFailure('usage', `--paper is for ${IN_PAGES.join(' and ')}; ${format} has no pages`);
}

type Renderers = Readonly<Record<'html' | 'md' | 'csv', () => string>>;

/** With the formats that the caller writes itself. */
async function writeAs(
  options: PaperOptions,
  render: Renderers,
  own: readonly string[] = [],
): Promise<number> {
  const { format } = options;
  switch (format) {
    case 'html':
    case 'md':
    case 'csv':
      return (await openOut(options))(render[format]());
    case 'pdf':
      return (await openOut(options))(await printPdf(render.html()));
    default:
      throw new CliFailure(
        'usage',
        `There is no format "${format}" here; choose one of ${[...own, ...Object.keys(render), 'pdf'].join(', ')}`,
      );
  }
}
