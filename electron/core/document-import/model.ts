/** Runbooks and scripts that people keep elsewhere: what of them a release can say. */
import type { PlanName } from '../release/model.ts';
import { withoutSecretsForPeople } from './secret-texts.ts';

/** More than any runbook has. */
export const MOST_DOCUMENT_BYTES = 1024 * 1024;
/** Steps of one document; what stands below them is named, not taken. */
export const MOST_STEPS = 2000;

/** A runbook or a script that a person chose. */
export interface GivenDocument {
  readonly file: string;
  readonly text: string;
  /** The hosts of its commands; null: each step says so later. */
  readonly on: string | null;
}

export interface ImportedStep {
  /** 1-based, where it stands in the document. */
  readonly line: number;
  readonly title: string;
  readonly does:
    | {
        readonly kind: 'run';
        readonly text: string;
        readonly shell: 'bash' | null;
        readonly strict: boolean;
        /** As root: every line of it said `sudo`. */
        readonly sudo: boolean;
        readonly env: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'script'; readonly text: string }
    | { readonly kind: 'manual'; readonly text: string; readonly items: readonly string[] };
  /** What else the document says of it, in Markdown. */
  readonly notes: string;
}

export interface ImportedPhase {
  readonly title: string;
  readonly steps: readonly ImportedStep[];
}

/** Sections that are no procedure. */
export interface ImportedSections {
  readonly summary: string;
  readonly risks: readonly string[];
  readonly affected: readonly string[];
  readonly escalation: string;
  readonly handover: string;
  readonly success: readonly string[];
  readonly triggers: readonly string[];
}

export interface ImportedDocument {
  /** What it calls itself; empty where it does not say. */
  readonly title: string;
  readonly sections: ImportedSections;
  readonly plans: Readonly<
    Record<Extract<PlanName, 'deployment' | 'verification'>, readonly ImportedPhase[]>
  >;
  /** Steps that take it all back. */
  readonly backout: readonly ImportedStep[];
  /** In file order. */
  readonly remarks: readonly ImportRemark[];
}

/** What was not taken over, or not as it stands. */
export interface ImportRemark {
  /** 1-based. */
  readonly line: number;
  /** As it stands, shortened. */
  readonly what: string;
  readonly why:
    | 'arguments'
    | 'comment'
    | 'connects'
    | 'front-matter'
    | 'image'
    | 'language'
    | 'no-language'
    | 'one-piece'
    | 'output'
    | 'secret'
    | 'section'
    | 'shell'
    | 'table'
    | 'too-many'
    | 'too-deep'
    | 'unclosed';
}

export const NO_SECTIONS: ImportedSections = {
  summary: '',
  risks: [],
  affected: [],
  escalation: '',
  handover: '',
  success: [],
  triggers: [],
};

const LONGEST_WHAT = 80;

/** `what` is told by its first line, without secrets. */
export function remark(line: number, what: string, why: ImportRemark['why']): ImportRemark {
  const [first = ''] = withoutSecretsForPeople(what).trim().split('\n');
  return { line, what: shortened(first.trim().replaceAll(/\s+/g, ' '), LONGEST_WHAT), why };
}

/** Cut between words where it can be. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const at = cut.lastIndexOf(' ');
  const whole = (at > most / 2 ? cut.slice(0, at) : cut).replace(/[\uD800-\uDBFF]$/, '');
  return `${whole.trimEnd()}…`;
}
