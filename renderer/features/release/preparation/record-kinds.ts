/** The work products that are lists of records: where they stand, and what to write there. */
import type { RecordKind } from '../records/record-kind.ts';

export const RISKS: RecordKind = {
  path: ['release', 'risks'],
  title: 'Risks',
  noun: 'risk',
  note: 'What may go wrong, and what is done about it.',
  empty:
    'No risk is named yet. Write what may go wrong, how likely and how bad it is, and what you do about it: who decides at night reads it here and on paper.',
  columns: ['text', 'likelihood', 'impact', 'response'],
  hints: {
    text: { label: 'Risk', isLong: true },
    response: { isLong: true },
  },
};

export const CONTROLS: RecordKind = {
  path: ['controls'],
  title: 'Controls',
  noun: 'control',
  note: 'What must be met before the release may go to production.',
  empty:
    'No control is named yet. Write what your organization asks before a release: a reviewed plan, a rehearsed backout, an approval. Each has a state, a person who answers for it, and where that can be seen.',
  columns: ['title', 'state', 'by', 'evidence'],
  hints: {
    title: { label: 'Control' },
    note: { isLong: true },
  },
};

export const COMPONENTS: RecordKind = {
  path: ['package', 'components'],
  title: 'Package',
  noun: 'component',
  note: 'What is delivered: each component with its version, file and SHA-256. Uploads of the file are held to the hash.',
  empty:
    'The package is empty. Name each component with its version; with its file and SHA-256, nothing else than what was approved can reach a host.',
  columns: ['id', 'version', 'file', 'sha256'],
  hints: {
    sha256: { isCode: true },
    version: { placeholder: '4.2.0', description: 'As people call it' },
    file: { placeholder: 'package/app-4.2.0.tar.gz', isCode: true, description: 'Beside the release' },
  },
};

export const DOCUMENTS: RecordKind = {
  path: ['package', 'documents'],
  title: 'Documents',
  noun: 'document',
  note: 'What comes with the package to be read: build notes, release notes, test reports.',
  empty: 'No document is named yet. Build notes and release notes are looked for when something is odd.',
  columns: ['title', 'file'],
  hints: { file: { placeholder: 'package/BUILD.md', isCode: true, description: 'Beside the release' } },
};

export const REQUIREMENTS: RecordKind = {
  path: ['infrastructure', 'requirements'],
  title: 'Requirements',
  noun: 'requirement',
  note: 'What must be there before the window opens.',
  empty:
    'No requirement is named yet. Write what the release needs that is not there today: a network path, disk space, a certificate. With its lead time and owner, nobody finds out on the night.',
  columns: ['what', 'lead_time', 'owner', 'state', 'due'],
  hints: {
    what: { label: 'What is needed', description: 'Such as a network path, disk space, a certificate' },
    lead_time: { placeholder: '5 working days' },
    due: { placeholder: '2026-12-03T12:00:00+01:00' },
  },
};
