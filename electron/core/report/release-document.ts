/** What can be printed of a release: the runbook, which is all of it, and the parts that are handed to those who need no more. */
import type { PlanName } from '#core/release/model.ts';

/** What stands in a document besides its plans, in this order. */
export type Part =
  | 'contents'
  | 'signatures'
  | 'people'
  | 'about'
  | 'escalation'
  | 'success'
  | 'rules'
  | 'controls'
  | 'package'
  | 'hosts'
  | 'messages'
  | 'calls'
  | 'outcome';

interface Contents {
  /** At its head and in its file's name. */
  readonly title: string;
  /** What it is for, as it is offered. */
  readonly purpose: string;
  readonly plans: readonly PlanName[];
  readonly parts: readonly Part[];
}

export const RELEASE_DOCUMENTS = {
  runbook: {
    title: 'Runbook',
    purpose: 'Everything: cover, rules, all plans with their undo, messages and signatures',
    plans: ['infrastructure', 'deployment', 'verification', 'backout'],
    parts: [
      'contents',
      'signatures',
      'people',
      'about',
      'rules',
      'controls',
      'package',
      'hosts',
      'messages',
      'outcome',
    ],
  },
  'deployment-plan': {
    title: 'Deployment plan',
    purpose: 'For whoever carries it out: infrastructure and deployment, each step beside its undo',
    plans: ['infrastructure', 'deployment'],
    parts: ['contents', 'signatures', 'people', 'rules', 'package', 'hosts', 'outcome'],
  },
  'backout-plan': {
    title: 'Backout plan',
    purpose: 'For the night that goes wrong: when to back out, who decides, and the undo steps, newest first',
    plans: ['backout'],
    parts: ['contents', 'signatures', 'people', 'escalation', 'rules', 'hosts'],
  },
  'verification-checklist': {
    title: 'Verification checklist',
    purpose: 'For those who judge: success criteria, the checks, and the outcome to sign',
    plans: ['verification'],
    parts: ['contents', 'people', 'success', 'outcome'],
  },
  'call-sheet': {
    title: 'Call sheet',
    purpose:
      'For the telephone: people and numbers, escalation, and each message with room for when it was sent',
    plans: [],
    parts: ['people', 'escalation', 'messages', 'calls'],
  },
} as const satisfies Readonly<Record<string, Contents>>;

export type ReleaseDocument = keyof typeof RELEASE_DOCUMENTS;

export const RELEASE_DOCUMENT_NAMES = Object.keys(RELEASE_DOCUMENTS) as [
  ReleaseDocument,
  ...ReleaseDocument[],
];

export function contentsOf(document: ReleaseDocument): Contents {
  return RELEASE_DOCUMENTS[document];
}

export function hasPart(document: ReleaseDocument, part: Part): boolean {
  return contentsOf(document).parts.includes(part);
}
