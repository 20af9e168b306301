/** Phases: the steps that belong together, and what holds for them unless a step says otherwise. */
import type { Phase } from '../model.ts';
import { Problems } from '../problems.ts';
import { listOf } from './collections.ts';
import { ON_FAILURES } from './options.ts';
import { ROLLOUT } from './rollout.ts';
import { ID, LASTING, LINE, oneOf, SELECTOR, TEXT } from './scalars.ts';
import { SHELL_KEYS } from './shell.ts';
import { STEP } from './step.ts';
import { SUDO } from './sudo.ts';
import { ifSaid, type MappingType, mapping, optional, required } from './table.ts';
import { kindOf, type Reading } from './value-type.ts';

/** What its steps take over where they say nothing themselves: the keys of steps that are shared. */
const SHARED_KEYS = {
  sudo: ifSaid(SUDO, 'as whom the commands of its steps run, where a step does not say', { use: 'filled' }),
  timeout: ifSaid(LASTING, 'the longest that each of its steps may take, where the step does not say', {
    property: 'timeoutMs',
  }),
  on_failure: ifSaid(oneOf(...ON_FAILURES), 'what follows when a step fails that does not say'),
};

const WRITTEN: MappingType<Phase> = mapping(
  'phase',
  {
    id: required(ID, 'names the phase'),
    title: required(LINE, 'what it is about, as people read it', { use: 'prose' }),
    on: optional(SELECTOR, 'a selector: all steps are done on one batch of these hosts before the next'),
    when: ifSaid(TEXT, 'a condition; where it does not hold, its steps are skipped', { use: 'filled' }),
    ...SHELL_KEYS,
    ...SHARED_KEYS,
    rollout: optional(ROLLOUT, 'the batches of a phase with "on"'),
    steps: optional(listOf(STEP), 'what is done, in order'),
  },
  ({ sudo: _sudo, timeoutMs: _timeoutMs, onFailure: _onFailure, ...phase }, fields) => {
    if (phase.on === null && fields.has('rollout'))
      fields.error('rollout', 'rollout-without-on', 'a phase with a rollout names its hosts with "on"');
    return phase;
  },
);

export const PHASE: MappingType<Phase> = {
  ...WRITTEN,
  read: (value, path, reading) =>
    WRITTEN.read(value, path, { ...reading, shared: readShared(value, reading) }),
};

const SHARED = mapping('phase', SHARED_KEYS);

/** They may stand behind the steps. What is wrong with them is reported once, where the phase itself is read. */
function readShared(value: unknown, reading: Reading): Readonly<Record<string, unknown>> {
  if (kindOf(value) !== 'a mapping') return {};
  return SHARED.read(value, [], { ...reading, problems: new Problems() }) ?? {};
}
