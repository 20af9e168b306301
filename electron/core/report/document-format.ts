/** What a document can be written as, as the command line names it. */
export const TEXT_FORMATS = ['html', 'md', 'csv'] as const;

export type TextFormat = (typeof TEXT_FORMATS)[number];

export const DOCUMENT_FORMATS = ['pdf', ...TEXT_FORMATS] as const;

export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];
