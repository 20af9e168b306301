/** A step as the text has it, valid or not, in the shape that the mirror shows. */

import { describeWrittenRollout } from '#core/plan/sentence.ts';
import { parseDuration } from '#core/release/duration.ts';
import { ON_FAILURES } from '#core/release/format/options.ts';
import { DEFAULT_PARALLEL } from '#core/release/format/rollout.ts';
import type { StepKind } from '#core/release/model.ts';
import { KIND_KEYS, STEP_KINDS } from '#core/release/step-kinds.ts';
import { describeOnFailure } from '#core/words/release/label-on-failure.ts';
import { describeRelease } from '#core/words/run/describe-releasers.ts';
import { unmarked } from '#core/words/text/inline-markdown.ts';
import { listOf, type Raw, recordOf, textOf, textsOf } from '../text/raw.ts';
import { partsOf } from './sudo-parts.ts';

export type UndoDraft =
  | { readonly kind: 'undo'; readonly title: string; readonly words: string; readonly takesMs: number | null }
  | { readonly kind: 'nothing' | 'no-return'; readonly why: string }
  | { readonly kind: 'gap' }
  /** A kind that changes nothing. */
  | { readonly kind: 'needless' };

export interface StepDraft {
  readonly id: string;
  readonly title: string;
  /** Null while the text names none. */
  readonly kind: StepKind | null;
  /** What it does, in the words of the file; those of Markdown without its marks. */
  readonly words: string;
  readonly on: string;
  /** The selector of the host that carries it out about its hosts; empty where they do. */
  readonly delegateTo: string;
  readonly sudo: string;
  /** `bash, strict`; empty where the step says neither. */
  readonly shell: string;
  readonly takesMs: number | null;
  readonly owner: string;
  readonly undo: UndoDraft;
}

export function kindOf(raw: Raw): StepKind | null {
  return KIND_KEYS.find((kind) => raw[kind] !== undefined) ?? null;
}

export function readStep(value: unknown, isBackedOut = true): StepDraft {
  const raw = recordOf(value);
  const kind = kindOf(raw);
  const takesMs = durationOf(raw['takes']);
  return {
    id: textOf(raw['id']),
    title: textOf(raw['title']),
    kind,
    words: kind ? labelAction(kind, raw) : '',
    on: kind === 'probe' ? textOf(recordOf(raw['probe'])['from']) : textOf(raw['on']),
    delegateTo: textOf(raw['delegate_to']),
    sudo: labelSudo(raw['sudo']),
    shell: labelShell(raw),
    takesMs,
    owner: textOf(raw['owner']),
    undo: withoutFalseGap(readUndo(raw, kind, takesMs), isBackedOut),
  };
}

/** A test leaves no gap: nobody takes it back. */
function withoutFalseGap(undo: UndoDraft, isBackedOut: boolean): UndoDraft {
  return undo.kind === 'gap' && !isBackedOut ? { kind: 'needless' } : undo;
}

function readUndo(raw: Raw, kind: StepKind | null, takesMs: number | null): UndoDraft {
  if (raw['point_of_no_return'] !== undefined)
    return { kind: 'no-return', why: textOf(raw['point_of_no_return']) };
  if (raw['nothing_to_undo'] !== undefined) return { kind: 'nothing', why: textOf(raw['nothing_to_undo']) };
  if (typeof raw['undo'] === 'string') return { kind: 'undo', title: '', words: raw['undo'], takesMs };
  if (raw['undo'] === undefined || raw['undo'] === null)
    return { kind: kind && !STEP_KINDS[kind].changes ? 'needless' : 'gap' };
  const undo = recordOf(raw['undo']);
  const undoKind = kindOf(undo);
  return {
    kind: 'undo',
    title: textOf(undo['title']),
    words: undoKind ? labelAction(undoKind, undo) : '',
    takesMs: durationOf(undo['takes']) ?? takesMs,
  };
}

function durationOf(value: unknown): number | null {
  return parseDuration(textOf(value));
}

function labelSudo(value: unknown): string {
  if (value === false) return 'the login user';
  const { user, by } = partsOf(value);
  return by === '' || user === '' ? user : `${user} by ${by}`;
}

function labelShell(raw: Raw): string {
  const strict = { true: 'strict', false: 'not strict' }[textOf(raw['strict'])];
  return [textOf(raw['shell']), strict ?? ''].filter(Boolean).join(', ');
}

function labelShared(raw: Raw): string {
  const onFailure = ON_FAILURES.find((each) => each === raw['on_failure']);
  const said: readonly (readonly [string, string])[] = [
    ['as', labelSudo(raw['sudo'])],
    ['by', labelShell(raw)],
    ['at most', textOf(raw['timeout'])],
    ['on failure:', onFailure ? describeOnFailure(onFailure) : ''],
    ['when', textOf(raw['when'])],
  ];
  return said.flatMap(([label, text]) => (text === '' ? [] : `${label} ${text}`)).join('; ');
}

function labelAction(kind: StepKind, raw: Raw): string {
  const body = raw[kind];
  const parts = recordOf(body);
  switch (kind) {
    case 'run':
    case 'check':
    case 'notify':
      return textOf(body);
    case 'manual':
      return unmarked(textOf(body));
    case 'script':
      return textOf(parts['text']) || textOf(parts['file']);
    case 'upload':
    case 'download':
      return `${textOf(parts['from'])} → ${textOf(parts['to'])}`;
    case 'probe':
      return textOf(parts['http']) || textOf(parts['tcp']);
    case 'hold':
      return describeHold(parts);
    case 'wait':
      return describeWait(parts);
  }
}

function describeHold(parts: Raw): string {
  return describeRelease({
    approvers: textsOf(parts['approvers']),
    count: Number(textOf(parts['count']) || 1),
    notOperator: parts['not_operator'] === true,
  });
}

function describeWait(parts: Raw): string {
  if (parts['for'] !== undefined) return `for ${textOf(parts['for'])}`;
  if (parts['until'] !== undefined) return `until ${textOf(parts['until'])}`;
  const steady = textOf(parts['steady']);
  return `until this holds${steady === '' ? '' : ` for ${steady}`}: ${textOf(parts['check'])}`;
}

export interface PhaseDraft {
  readonly id: string;
  readonly title: string;
  readonly on: string;
  /** What its steps take over where they say nothing: `as root; by bash, strict`. */
  readonly shared: string;
  /** In the words of the file; empty when the phase does not roll. */
  readonly rollout: string;
  readonly steps: readonly StepDraft[];
}

/** `isBackedOut`: a backout covers the plan, so a step that says nothing of its undo leaves a gap. */
export function readPhase(value: unknown, isBackedOut = true): PhaseDraft {
  const raw = recordOf(value);
  return {
    id: textOf(raw['id']),
    title: textOf(raw['title']),
    on: textOf(raw['on']),
    shared: labelShared(raw),
    rollout: describeRolloutDraft(raw['rollout']),
    steps: listOf(raw['steps']).map((step) => readStep(step, isBackedOut)),
  };
}

/** A count of hosts, or the text itself, such as a percentage. */
function countOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function describeRolloutDraft(value: unknown): string {
  const raw = recordOf(value);
  if (Object.keys(raw).length === 0) return '';
  return describeWrittenRollout({
    batches: textsOf(raw['batches']),
    parallel: textOf(raw['parallel']) || DEFAULT_PARALLEL,
    stopAfter: raw['stop_after'] === undefined ? null : countOf(textOf(raw['stop_after'])),
    pauses: raw['pause'] === 'hold',
  });
}
