/** What can be printed of a run: its report, and the sheet with which one shift hands it to the next. */
import { type DocumentFormat, EVIDENCE_FORMAT } from './document-format.ts';
import type { RunReport } from './run-report-model.ts';

interface Contents {
  /** At its head and in its file's name. */
  readonly title: string;
  /** What it is for, as it is offered. */
  readonly purpose: string;
  /** What it can be written as. */
  readonly formats: readonly DocumentFormat[];
}

export const RUN_DOCUMENTS = {
  report: {
    title: 'Run report',
    purpose:
      'Everything that was done, decided and seen; of an open run also how it stands, with room to write',
    formats: ['pdf', 'html', 'md', 'csv', EVIDENCE_FORMAT],
  },
  handover: {
    title: 'Shift handover',
    purpose: 'For whoever takes over: how the run stands, what is open, whom to call; both sign it',
    formats: ['pdf', 'html', 'md'],
  },
} as const satisfies Readonly<Record<string, Contents>>;

export type RunDocument = keyof typeof RUN_DOCUMENTS;

export const RUN_DOCUMENT_NAMES = Object.keys(RUN_DOCUMENTS) as [RunDocument, ...RunDocument[]];

/** Why it cannot be written so; null where it can. */
export function whyNotWritten(document: RunDocument, format: string): string | null {
  const { title, formats } = RUN_DOCUMENTS[document];
  if (formats.some((each) => each === format)) return null;
  return `A ${title.toLowerCase()} is written as ${formats.join(', ').replace(/, (\S+)$/, ' or $1')}`;
}

/** At the head of a document; its evidence is the report in a file that checks itself. */
export function runTitle(
  document: RunDocument | typeof EVIDENCE_FORMAT,
  { state }: Pick<RunReport, 'state'>,
): string {
  const { releaseName, version, plan, environment, run } = state.header;
  const kind = document === EVIDENCE_FORMAT ? 'Evidence' : RUN_DOCUMENTS[document].title;
  return `${kind} · ${releaseName} ${version} · ${plan} on ${environment} · ${run}`;
}
