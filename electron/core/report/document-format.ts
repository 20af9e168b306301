/** What a document can be written as, as the command line names it. */
export const TEXT_FORMATS = ['html', 'md', 'csv', 'ics'] as const;

export type TextFormat = (typeof TEXT_FORMATS)[number];

/** Of a run only: one file that checks itself. */
export const EVIDENCE_FORMAT = 'evidence';

export const DOCUMENT_FORMATS = ['pdf', ...TEXT_FORMATS, EVIDENCE_FORMAT] as const;

export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** As people call them. */
export const FORMAT_NAMES: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'PDF',
  html: 'HTML',
  md: 'Markdown',
  csv: 'CSV',
  ics: 'calendar entry',
  evidence: 'evidence that checks itself',
};
