/** The whole file, section by section. */
import type { BackoutPlan, Release } from '../model.ts';
import type { JsonObject } from '../revision.ts';
import { listOf, uniqueListOf } from './collections.ts';
import { ENVIRONMENTS } from './environment.ts';
import { COMMUNICATION, CONTROL, INFO, PACKAGE, REQUIREMENT } from './info.ts';
import { PHASE } from './phase.ts';
import { DURATION, PERSON, TEXT } from './scalars.ts';
import { STEP } from './step.ts';
import { defaulting, type MappingType, mapping, needed, optional } from './table.ts';
import type { Reading, ValueType } from './value-type.ts';

const FORMAT: ValueType<1> = {
  read: (value, path, { problems }) => {
    if (value === 1) return value;
    problems.error(path, 'format', `this program reads format 1, not ${JSON.stringify(value)}`);
    return null;
  },
  absent: null,
  isText: false,
  shape: { kind: 'scalar', schema: { const: 1 } },
};

const PHASES_KEY = { phases: optional(uniqueListOf(PHASE), 'groups of steps, in order') };

const INFRASTRUCTURE = mapping('infrastructure', {
  requirements: optional(uniqueListOf(REQUIREMENT), 'what has to be there before'),
  ...PHASES_KEY,
});

const DEPLOYMENT = mapping('deployment', {
  success: optional(listOf(TEXT), 'by what success is known, in words', { use: 'prose' }),
  ...PHASES_KEY,
});

const VERIFICATION = mapping('verification', PHASES_KEY);

const BACKOUT: MappingType<BackoutPlan> = mapping('backout', {
  triggers: optional(listOf(TEXT), 'when to go back', { use: 'prose' }),
  authority: optional(PERSON, 'who decides it: a person or role'),
  performer: optional(PERSON, 'who carries it out: a person or role'),
  decide_within: optional(DURATION, 'how long the decision may take', { property: 'decideWithinMs' }),
  contingencies: optional(TEXT, 'what to do if that fails too, in Markdown', { use: 'prose' }),
  before: optional(listOf(STEP), 'steps before the undo steps'),
  after: optional(listOf(STEP), 'steps after the undo steps'),
});

export const RELEASE: MappingType<Release> = mapping(
  'file',
  {
    holdpoint: needed(FORMAT, 'the format of the file, which begins with "holdpoint: 1"'),
    release: needed(INFO, 'what the release is'),
    controls: optional(uniqueListOf(CONTROL), 'what must be met before it may go'),
    package: defaulting(PACKAGE, 'components and documents', { default: {} }),
    environments: optional(ENVIRONMENTS, 'where it goes: name to environment'),
    infrastructure: defaulting(INFRASTRUCTURE, 'what is prepared', { default: {} }),
    deployment: defaulting(DEPLOYMENT, 'what is done', { default: {} }),
    verification: defaulting(VERIFICATION, 'how it is seen to work', { default: {} }),
    backout: defaulting(BACKOUT, 'when and how to go back', { default: {} }),
    communications: optional(uniqueListOf(COMMUNICATION), 'who is told what'),
  },
  (file) =>
    file.release && {
      info: file.release,
      controls: file.controls,
      components: file.package.components,
      documents: file.package.documents,
      environments: file.environments,
      requirements: file.infrastructure.requirements,
      infrastructure: file.infrastructure.phases,
      deployment: file.deployment.phases,
      success: file.deployment.success,
      verification: file.verification.phases,
      backout: file.backout,
      communications: file.communications,
    },
);

/** Null when the data is too far from a release to be one; the problems say why. */
export function readRelease(data: JsonObject, reading: Reading): Release | null {
  return RELEASE.read(data, [], reading);
}
