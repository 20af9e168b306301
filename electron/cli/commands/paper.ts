/** In, out and onto paper: import, export, report. */
import { writeFile } from 'node:fs/promises';
import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { renderRunReport } from '#core/report/run-report.ts';
import { renderRunReportCsv } from '#core/report/run-report-csv.ts';
import { renderRunReportMarkdown } from '#core/report/run-report-text.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderPlanCsv, renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import type { RunId } from '#core/run/events.ts';
import { gatherReport, gatherRunbook } from '#desk/documents.ts';
import { type LoadedRelease, loadRelease } from '#desk/loaded-release.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { printPdf } from '../print-pdf.ts';
import { loadReleaseFile } from '../release-file.ts';
import { withLibrary } from '../session.ts';
import { printJson } from '../terminal.ts';

interface PaperOptions {
  readonly data?: string;
  readonly format: string;
  readonly out: string;
  readonly env?: string;
}

export async function importCommand(
  path: string,
  options: { readonly data?: string; readonly json?: boolean },
): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const { id, name, version } = loaded.release.info;
  return withLibrary(options.data, (library) => {
    const { replaced } = library.importRelease(
      { id, name, version, text: file.text, folder: file.folder },
      loaded.revision,
    );
    if (options.json) printJson({ release: id, version, revision: loaded.revision, replaced });
    else
      process.stdout.write(
        `${id} ${version} is in the library${replaced ? ', in place of the text that was there' : ''}\n`,
      );
    return EXIT.ok;
  });
}

export async function exportCommand(release: string, options: PaperOptions): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const stored = library.getRelease(release);
    if (!stored)
      throw new CliFailure(
        'not-found',
        `There is no release ${release} in this library; holdpoint import FILE puts one in`,
      );
    if (options.format === 'yaml') return write(options.out, stored.text);
    const loaded = loadRelease(stored.text, sha256);
    if (!loaded.ok) throw new CliFailure('release-invalid', loaded.error.message);
    const book = await gatherRunbook(loaded.value, environmentOf(loaded.value, options.env), {
      files: createFiles(stored.folder ?? process.cwd()),
      printedAt: new Date(),
    });
    return writeAs(options, {
      html: () => renderRunbook(book).html,
      md: () => renderRunbookMarkdown(book),
      csv: () => book.plans.map(renderPlanCsv).join('\n'),
    });
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

export function reportCommand(run: string, options: PaperOptions): Promise<number> {
  return withLibrary(options.data, (library) => writeReport(library, run as RunId, options));
}

function writeReport(library: Library, run: RunId, options: PaperOptions): Promise<number> {
  const report = gatherReport(library, run, new Date());
  if (!report)
    throw new CliFailure('not-found', `There is no run ${run} in this library; holdpoint runs lists them`);
  return writeAs(options, {
    html: () => renderRunReport(report).html,
    md: () => renderRunReportMarkdown(report),
    csv: () => renderRunReportCsv(report),
  });
}

type Renderers = Readonly<Record<'html' | 'md' | 'csv', () => string>>;

async function writeAs({ format, out }: PaperOptions, render: Renderers): Promise<number> {
  switch (format) {
    case 'html':
    case 'md':
    case 'csv':
      return write(out, render[format]());
    case 'pdf':
      await printPdf(render.html(), out);
      return EXIT.ok;
    default:
      throw new CliFailure(
        'usage',
        `There is no format "${format}" here; choose one of ${Object.keys(render).join(', ')}, pdf`,
      );
  }
}

async function write(out: string, text: string): Promise<number> {
  try {
    await writeFile(out, text);
    return EXIT.ok;
  } catch (error) {
    throw new CliFailure(
      'file-unwritable',
      `${out}: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.failed,
    );
  }
}
