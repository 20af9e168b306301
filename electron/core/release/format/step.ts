/** Steps: one kind key, options, and the word on undoing. */
import type { Action, Step, StepId, StepOptions, Undo } from '../model.ts';
import { KIND_KEYS } from '../step-kinds.ts';
import type { Fields } from './fields.ts';
import { ACTION_KEYS, ITEMS_KEY } from './kinds.ts';
import { OPTION_KEYS, PLACELESS_KEYS } from './options.ts';
import { ID, LINE } from './scalars.ts';
import { mapping, optional, required } from './table.ts';
import { reasonType, UNDO_COMMAND } from './undo-words.ts';
import type { RequirableType, ValueType } from './value-type.ts';

/** An undo as it is written; what it inherits is known once its step is read. */
type WrittenUndo =
  | Exclude<Undo, { kind: 'undo' }>
  | { readonly kind: 'command'; readonly text: string }
  | {
      readonly kind: 'body';
      readonly title: string | null;
      readonly action: Action;
      readonly options: PlacelessOptions;
    };

type PlacelessOptions = Omit<StepOptions, 'on' | 'delegateTo' | 'rollout'>;

const UNDO_BODY = mapping(
  'undo',
  {
    title: optional(LINE, 'what it is called', { use: 'prose' }),
    ...ACTION_KEYS,
    ...ITEMS_KEY,
    ...PLACELESS_KEYS,
  },
  ({ title, action, items, ...options }, fields): WrittenUndo | null => {
    const whole = wholeAction(action, items, fields);
    return whole && { kind: 'body', title, action: whole, options };
  },
);

const UNDO: ValueType<WrittenUndo> = {
  read: (value, path, reading) => {
    if (typeof value === 'object') return UNDO_BODY.read(value, path, reading);
    return { kind: 'command', text: UNDO_COMMAND.read(value, path, reading) ?? '' };
  },
  absent: null,
  isText: false,
  shape: { kind: 'either', of: [UNDO_COMMAND.shape, UNDO_BODY.shape] },
};

function reasonFor(kind: 'nothing' | 'no-return', example: string, no: string): ValueType<WrittenUndo> {
  const reason = reasonType(example, no);
  return {
    ...reason,
    read: (value, path, reading) => ({ kind, why: reason.read(value, path, reading) ?? '' }),
  };
}

const NOTHING_TO_UNDO = reasonFor(
  'nothing',
  'The file is written anew each night',
  'leave it out and write undo, if there is something to undo',
);
const POINT_OF_NO_RETURN = reasonFor(
  'no-return',
  'The old rows are gone',
  'leave it out, if the step can be undone',
);

/** One of them says how the step is undone. */
const UNDO_KEYS = {
  undo: optional(UNDO, 'the command or step that takes it back', { property: 'undo', use: 'command' }),
  nothing_to_undo: optional(NOTHING_TO_UNDO, 'why there is nothing to undo', {
    property: 'undo',
    use: 'prose',
  }),
  point_of_no_return: optional(POINT_OF_NO_RETURN, 'why it cannot be undone', {
    property: 'undo',
    use: 'prose',
  }),
};

export const STEP = mapping(
  'step',
  {
    id: required(ID as RequirableType<StepId>, 'names the step in this file, on paper and in the log'),
    title: required(LINE, 'what it does, as people read it', { use: 'prose' }),
    ...ACTION_KEYS,
    ...ITEMS_KEY,
    ...OPTION_KEYS,
    ...UNDO_KEYS,
  },
  ({ id, title, action, items, undo, ...options }, fields): Step | null => {
    refuseTwoUndos(fields);
    const whole = wholeAction(action, items, fields);
    return whole && { id, title, ...options, action: whole, undo: wholeUndo(undo, options) };
  },
);

function wholeAction(action: Action | null, items: readonly string[], fields: Fields): Action | null {
  const kinds = KIND_KEYS.filter((kind) => fields.raw(kind) !== undefined);
  const [kind] = kinds;
  if (kind === undefined && KIND_KEYS.some((known) => fields.isMisspelt(known))) return null;
  if (kind === undefined || kinds.length > 1) {
    const found = kinds.length === 0 ? 'this one has none' : `this one has ${kinds.join(' and ')}`;
    fields.errorHere('step-kind', `a step has exactly one of ${KIND_KEYS.join(', ')}; ${found}`);
    return null;
  }
  if (kind !== 'manual' && fields.has('items'))
    fields.error('items', 'unknown-key', '"items" belongs to a manual step');
  if (!fields.has(kind)) fields.error(kind, 'empty', `"${kind}" is empty; write what the step does`);
  return action?.kind === 'manual' ? { ...action, items } : action;
}

function refuseTwoUndos(fields: Fields): void {
  const keys = Object.keys(UNDO_KEYS);
  const said = keys.filter((key) => fields.has(key));
  if (said.length > 1)
    fields.error(
      said[1] ?? 'undo',
      'undo-twice',
      `a step says one of ${keys.join(', ')}; this one says ${said.join(' and ')}`,
    );
}

function wholeUndo(undo: WrittenUndo | null, own: StepOptions): Undo {
  if (undo === null) return { kind: 'unsaid' };
  if (undo.kind === 'command') return undoCommand(undo.text, own);
  if (undo.kind !== 'body') return undo;
  const { title, action, options } = undo;
  const { on, delegateTo } = own;
  const place = { on, rollout: null, ...(delegateTo === undefined ? {} : { delegateTo }) };
  return { kind: 'undo', title, action, options: { ...options, ...place } };
}

/**
 * An undo given as a command runs as its step does: same shell, user, environment, folder and time limit; its own expectations
 * are none. It boots no host anew, and what shows that the step is done does not show that it is undone.
 */
function undoCommand(text: string, { drill: _, ...own }: StepOptions): Undo {
  const options: StepOptions = {
    ...own,
    expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null },
    capture: {},
    when: null,
    retry: null,
    takesMs: null,
    mode: own.mode === 'reboot' ? 'tracked' : own.mode,
    doneIf: null,
    rollout: null,
    evidence: false,
    notes: null,
  };
  return { kind: 'undo', title: null, action: { kind: 'run', text }, options };
}
