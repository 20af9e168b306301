/**
 * The kinds of steps, each declared once. Whatever differs between kinds is read from here, or is a switch or table over all
 * of them, so that a new kind does not compile until it is said everywhere.
 */
import type { Action, StepKind } from './model.ts';

/** What stands under a key: a command, any other text, or a figure, name or flag. */
type KeyUse = 'command' | 'text' | 'other';

export interface KindFacts {
  readonly label: string;
  /** Who carries it out. `either`: hosts where the step names some, else this workstation. */
  readonly where: 'hosts' | 'either' | 'workstation' | 'people';
  /** What takes the author's text on a host; a transfer takes none. */
  readonly by: 'shell' | 'interpreter' | 'transfer' | null;
  /** Leaves something changed, so the release has to say how that is undone. */
  readonly changes: boolean;
  /** May say how it is undone. */
  readonly undoable: boolean;
  readonly prints: boolean;
  /** Only asks: it is done in check mode too, and what it prints is a baseline. */
  readonly asks: boolean;
  /** What is known of it after a lost link or a crash. `mode`: as the step's mode has it; `place`: by where it is made from. */
  readonly guarantee: 'mode' | 'place' | 'verified' | 'person' | 'workstation';
  /** What stands under its own key, or under the keys of the mapping there. */
  readonly body: KeyUse | Readonly<Record<string, KeyUse>>;
}

const COMMAND = {
  where: 'hosts',
  by: 'shell',
  changes: true,
  undoable: true,
  prints: true,
  asks: false,
  guarantee: 'mode',
  body: 'command',
} as const;

const TRANSFER = { ...COMMAND, by: 'transfer', guarantee: 'verified' } as const;

const BY_PEOPLE = {
  where: 'people',
  by: null,
  changes: false,
  undoable: false,
  prints: false,
  asks: false,
  guarantee: 'person',
} as const;

export const STEP_KINDS = {
  run: { ...COMMAND, label: 'Command' },
  script: {
    ...COMMAND,
    label: 'Script',
    by: 'interpreter',
    body: { text: 'command', file: 'text', interpreter: 'other' },
  },
  check: { ...COMMAND, label: 'Check', changes: false, undoable: false, asks: true },
  upload: {
    ...TRANSFER,
    label: 'Upload',
    body: { from: 'text', to: 'text', mode: 'other', owner: 'other', follow: 'other' },
  },
  download: { ...TRANSFER, label: 'Download', changes: false, body: { from: 'text', to: 'text' } },
  probe: {
    label: 'Probe',
    where: 'either',
    by: null,
    changes: false,
    undoable: false,
    prints: true,
    asks: true,
    guarantee: 'place',
    body: { http: 'text', tcp: 'text', status: 'other', body: 'other', from: 'other' },
  },
  manual: { ...BY_PEOPLE, label: 'Manual', changes: true, undoable: true, body: 'text' },
  hold: {
    ...BY_PEOPLE,
    label: 'Hold point',
    body: { approvers: 'other', count: 'other', not_operator: 'other' },
  },
  wait: {
    label: 'Wait',
    where: 'either',
    by: null,
    changes: false,
    undoable: false,
    prints: false,
    asks: false,
    guarantee: 'workstation',
    body: { for: 'other', until: 'other', check: 'command', every: 'other', timeout: 'other' },
  },
  notify: { ...BY_PEOPLE, label: 'Notify', body: 'other' },
} as const satisfies Readonly<Record<StepKind, KindFacts>>;

/** In the order in which people read them. */
export const KIND_KEYS = Object.keys(STEP_KINDS) as readonly StepKind[];

/** Kinds that are carried out there. */
export type KindOf<Where extends KindFacts['where']> = {
  [Kind in StepKind]: (typeof STEP_KINDS)[Kind]['where'] extends Where ? Kind : never;
}[StepKind];

/** Whether a person does such a step, or answers for it. */
export function isByPeople(kind: StepKind): kind is KindOf<'people'> {
  return STEP_KINDS[kind].where === 'people';
}

/** Keys under which the kinds have texts of that use, and with them the kinds' own. */
export function keysOfUse(...uses: readonly KeyUse[]): readonly string[] {
  return KIND_KEYS.flatMap((kind) => {
    const { body }: KindFacts = STEP_KINDS[kind];
    if (typeof body === 'string') return uses.includes(body) ? [kind] : [];
    return Object.keys(body).filter((key) => uses.includes(body[key] ?? 'other'));
  });
}

/** Whether values are filled in in what stands under the kind's key. */
export function isFilled(kind: StepKind): boolean {
  const { body }: KindFacts = STEP_KINDS[kind];
  const uses = typeof body === 'string' ? [body] : Object.values(body);
  return uses.some((use) => use !== 'other');
}

/** Whether a step that does this has one unit per host; otherwise it is one unit. */
export function runsOnHosts(action: Action): boolean {
  switch (action.kind) {
    case 'probe':
      return action.from !== null;
    case 'wait':
      return action.until.kind === 'check';
    default: {
      const where: Exclude<KindFacts['where'], 'either'> = STEP_KINDS[action.kind].where;
      return where === 'hosts';
    }
  }
}

/** The same, of those that take a selector of their step: a probe names its hosts itself. */
export function takesSelector(action: Action): boolean {
  return action.kind !== 'probe' && runsOnHosts(action);
}
