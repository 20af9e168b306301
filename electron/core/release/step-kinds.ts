/**
 * The kinds of steps, each declared once. Whatever differs between kinds is read from here, or is a switch or table over all
 * of them, so that a new kind does not compile until it is said everywhere. What stands under its key is in `format/kinds.ts`.
 */
import type { Action, PlanName, Step, StepKind } from './model.ts';

export interface KindFacts {
  readonly label: string;
  /** Who carries it out. `either`: hosts where the step names some, else this workstation. */
  readonly where: 'hosts' | 'either' | 'workstation' | 'people';
  /** Where its hosts are named: by the step's `on`, or by `from` under its key; null where it has none. */
  readonly hostsBy: 'on' | 'key' | null;
  /** What takes the author's text on a host; a transfer takes none. */
  readonly by: 'shell' | 'interpreter' | 'transfer' | null;
  /** Leaves something changed, so the release has to say how that is undone. */
  readonly changes: boolean;
  /** May say how it is undone. */
  readonly undoable: boolean;
  readonly prints: boolean;
  /** Only asks: it is done in check mode too, and what it prints is a baseline. */
  readonly asks: boolean;
  /** A rehearsal does it; what tells people of the real thing is left out. */
  readonly rehearsed: boolean;
  /** It is ended once its `timeout` is over. A wait has a limit of its own, if any. */
  readonly isLimited: boolean;
  /** What is known of it after a lost link or a crash. `mode`: as the step's mode has it; `place`: by where it is made from. */
  readonly guarantee: 'mode' | 'place' | 'verified' | 'person' | 'workstation';
}

const COMMAND = {
  where: 'hosts',
  hostsBy: 'on',
  by: 'shell',
  changes: true,
  undoable: true,
  prints: true,
  asks: false,
  rehearsed: true,
  isLimited: true,
  guarantee: 'mode',
} as const;

const TRANSFER = { ...COMMAND, by: 'transfer', guarantee: 'verified' } as const;

const BY_PEOPLE = {
  where: 'people',
  hostsBy: null,
  by: null,
  changes: false,
  undoable: false,
  prints: false,
  asks: false,
  rehearsed: true,
  isLimited: false,
  guarantee: 'person',
} as const;

export const STEP_KINDS = {
  run: { ...COMMAND, label: 'Command' },
  script: { ...COMMAND, label: 'Script', by: 'interpreter' },
  check: { ...COMMAND, label: 'Check', changes: false, undoable: false, asks: true },
  upload: { ...TRANSFER, label: 'Upload' },
  download: { ...TRANSFER, label: 'Download', changes: false },
  probe: {
    label: 'Probe',
    where: 'either',
    hostsBy: 'key',
    by: null,
    changes: false,
    undoable: false,
    prints: true,
    asks: true,
    rehearsed: true,
    isLimited: true,
    guarantee: 'place',
  },
  manual: { ...BY_PEOPLE, label: 'Manual', changes: true, undoable: true },
  hold: { ...BY_PEOPLE, label: 'Hold point' },
  wait: {
    label: 'Wait',
    where: 'either',
    hostsBy: 'on',
    by: null,
    changes: false,
    undoable: false,
    prints: false,
    asks: false,
    rehearsed: true,
    isLimited: false,
    guarantee: 'workstation',
  },
  notify: { ...BY_PEOPLE, label: 'Notify', rehearsed: false },
} as const satisfies Readonly<Record<StepKind, KindFacts>>;

/** In the order in which people read them. */
export const KIND_KEYS = Object.keys(STEP_KINDS) as readonly StepKind[];

/** Kinds of which that is so. */
type KindWith<Fact extends keyof KindFacts, Value extends KindFacts[Fact]> = {
  [Kind in StepKind]: (typeof STEP_KINDS)[Kind][Fact] extends Value ? Kind : never;
}[StepKind];

/** Kinds that are carried out there. */
export type KindOf<Where extends KindFacts['where']> = KindWith<'where', Where>;

/** Whether a person does such a step, or answers for it. */
export function isByPeople(kind: StepKind): kind is KindOf<'people'> {
  return STEP_KINDS[kind].where === 'people';
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

type NamingItsHosts = Extract<Action, { readonly kind: KindWith<'hostsBy', 'key'> }>;

export function namesItsHosts(action: Action): action is NamingItsHosts {
  return STEP_KINDS[action.kind].hostsBy === 'key';
}

/** The same, of those that take a selector of their step. */
export function takesSelector(action: Action): boolean {
  return !namesItsHosts(action) && runsOnHosts(action);
}

/** The selector of the hosts that a step runs on, wherever it stands; null where it has none of its own. */
export function selectorOf({ action, on }: Pick<Step, 'action' | 'on'>): string | null {
  return namesItsHosts(action) ? action.from : on;
}

const OWING_UNDO: readonly unknown[] = ['infrastructure', 'deployment'] satisfies readonly PlanName[];

/** Whether a step of the plan that changes something says how it is undone. `plan` is its name, or the first key of its place in a file. */
export function owesUndo(plan: string | number | undefined): boolean {
  return OWING_UNDO.includes(plan);
}
