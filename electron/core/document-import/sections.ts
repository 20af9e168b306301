/** What a heading of a runbook announces: a part of the procedure, or what people have to know. */
import type { ImportedSections } from './model.ts';

export type Announced =
  | { readonly kind: 'steps'; readonly of: 'deployment' | 'verification' | 'backout' }
  | { readonly kind: 'about'; readonly key: keyof ImportedSections }
  | { readonly kind: 'left' };

const KINDS: readonly (readonly [RegExp, Announced])[] = [
  [
    /\b(?:roll[ -]?back|back[ -]?out|revert(?:ing)?|fall[ -]?back|undo) (?:criteria|triggers?|conditions?)\b|^when to (?:roll|back|revert)/,
    { kind: 'about', key: 'triggers' },
  ],
  [
    /\b(?:roll(?:ing)?[ -]?back|back(?:ing)?[ -]?out|revert(?:ing)?|fall[ -]?back)\b/,
    { kind: 'steps', of: 'backout' },
  ],
  [/\b(?:success|acceptance) criteria\b|^definition of done/, { kind: 'about', key: 'success' }],
  [
    /\b(?:verif(?:y|ication)|validat(?:e|ion)|smoke[ -]?tests?|post[ -]?(?:deployment|release|upgrade|install(?:ation)?|change)? ?(?:checks?|tests?))\b/,
    { kind: 'steps', of: 'verification' },
  ],
  [
    /^(?:overview|summary|purpose|scope|background|introduction|about|description|goals?|objectives?|context|abstract)\b/,
    { kind: 'about', key: 'summary' },
  ],
  [/^(?:known )?(?:risks?|issues)\b/, { kind: 'about', key: 'risks' }],
  [
    /^(?:impact|affected|stakeholders|downtime|service impact|users affected)\b/,
    { kind: 'about', key: 'affected' },
  ],
  [
    /^(?:escalation|contacts?|on[ -]?call|who to call|support contacts?|emergency)\b/,
    { kind: 'about', key: 'escalation' },
  ],
  [/^(?:hand[ -]?over|hand[ -]?off)\b/, { kind: 'about', key: 'handover' }],
  [
    /^(?:references?|links|see also|glossary|definitions|terms|change ?log|(?:document|revision|version) history|revisions?|table of contents|contents|toc|approvals?|sign[ -]?off|appendix|troubleshooting|faq|notes)\b/,
    { kind: 'left' },
  ],
];

/** `title` without marks and numbers. */
export function announcedBy(title: string): Announced {
  const words = title.toLowerCase();
  return KINDS.find(([sign]) => sign.test(words))?.[1] ?? { kind: 'steps', of: 'deployment' };
}
