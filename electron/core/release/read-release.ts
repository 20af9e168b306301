/** Plain data into the model of a release, section by section. */
import { Fields, type Reading } from './fields.ts';
import type {
  BackoutPlan,
  Communication,
  Component,
  Control,
  Person,
  Phase,
  Release,
  ReleaseInfo,
  Requirement,
  Risk,
} from './model.ts';
import type { Path } from './problems.ts';
import { readEnvironments } from './read-environment.ts';
import { readRollout } from './read-rollout.ts';
import { readShell, SHELL_KEYS } from './read-shell.ts';
import { readStep } from './read-step.ts';
import type { JsonObject } from './revision.ts';

const TOP_KEYS = [
  'holdpoint',
  'release',
  'controls',
  'package',
  'environments',
  'infrastructure',
  'deployment',
  'verification',
  'backout',
  'communications',
];
const INFO_KEYS = [
  'id',
  'name',
  'version',
  'baseline',
  'summary',
  'features',
  'window',
  'risks',
  'affected',
  'handover',
  'escalation',
  'people',
  ...SHELL_KEYS,
];
const LEVELS = ['low', 'medium', 'high'] as const;

/** Null when the data is too far from a release to be one; the problems say why. */
export function readRelease(data: JsonObject, reading: Reading): Release | null {
  const fields = Fields.of({ value: data, path: [] }, reading, TOP_KEYS);
  if (!fields) return null;
  readFormat(fields);
  const info = readInfo(fields);
  const pack = fields.inner('package', ['components', 'documents']);
  const infrastructure = fields.inner('infrastructure', ['requirements', 'phases']);
  const deployment = fields.inner('deployment', ['success', 'phases']);
  const verification = fields.inner('verification', ['phases']);
  const release: Omit<Release, 'info'> = {
    controls: uniqueIds(
      fields.list('controls', (value, path) => readControl(value, path, reading)),
      reading,
    ),
    components: uniqueIds(
      pack?.list('components', (value, path) => readComponent(value, path, reading)) ?? [],
      reading,
    ),
    documents: pack?.list('documents', (value, path) => readDocument(value, path, reading)) ?? [],
    environments: readEnvironments(fields),
    requirements: uniqueIds(
      infrastructure?.list('requirements', (value, path) => readRequirement(value, path, reading)) ?? [],
      reading,
    ),
    infrastructure: readPhases(infrastructure),
    deployment: readPhases(deployment),
    success: deployment?.texts('success') ?? [],
    verification: readPhases(verification),
    backout: readBackout(fields),
    communications: uniqueIds(
      fields.list('communications', (value, path) => readCommunication(value, path, reading)),
      reading,
    ),
  };
  return info && { info, ...release };
}

function readFormat(fields: Fields): void {
  const format = fields.raw('holdpoint');
  if (format === undefined) fields.missing('holdpoint', '; a release file begins with "holdpoint: 1"');
  else if (format !== 1)
    fields.error('holdpoint', 'format', `this program reads format 1, not ${JSON.stringify(format)}`);
}

function readInfo(top: Fields): ReleaseInfo | null {
  const fields = top.inner('release', INFO_KEYS);
  if (!fields) {
    if (!top.has('release')) top.missing('release');
    return null;
  }
  return {
    ...readShell(fields),
    id: fields.id('id'),
    name: fields.text('name'),
    version: fields.strictText('version'),
    baseline: fields.optionalText('baseline'),
    summary: fields.optionalText('summary'),
    features: fields.texts('features'),
    window: readWindow(fields),
    risks: uniqueIds(
      fields.list('risks', (value, path) => readRisk(value, path, fields.reading)),
      fields.reading,
    ),
    affected: fields.texts('affected'),
    handover: fields.optionalText('handover'),
    escalation: fields.optionalText('escalation'),
    people: uniqueIds(
      fields.list('people', (value, path) => readPerson(value, path, fields.reading)),
      fields.reading,
    ),
  };
}

function readWindow(info: Fields): ReleaseInfo['window'] {
  const fields = info.inner('window', ['opens', 'closes', 'margin']);
  if (!fields) return null;
  for (const key of ['opens', 'closes']) if (!fields.has(key)) fields.missing(key);
  const opens = fields.time('opens');
  const closes = fields.time('closes');
  const marginMs = fields.durationMs('margin') ?? 0;
  if (opens === null || closes === null) return null;
  if (Date.parse(opens) >= Date.parse(closes))
    fields.error('closes', 'window', 'the window closes before it opens');
  else if (Date.parse(closes) - Date.parse(opens) <= marginMs)
    fields.error('margin', 'window', 'the margin takes up the whole window');
  return { opens, closes, marginMs };
}

function readRisk(value: unknown, path: Path, reading: Reading): Risk | null {
  const fields = Fields.of({ value, path }, reading, ['id', 'text', 'likelihood', 'impact', 'response']);
  return (
    fields && {
      id: fields.id('id'),
      text: fields.text('text'),
      likelihood: fields.oneOf('likelihood', LEVELS),
      impact: fields.oneOf('impact', LEVELS),
      response: fields.optionalText('response'),
    }
  );
}

function readPerson(value: unknown, path: Path, reading: Reading): Person | null {
  const fields = Fields.of({ value, path }, reading, [
    'id',
    'name',
    'login',
    'roles',
    'phone',
    'email',
    'key',
  ]);
  return (
    fields && {
      id: fields.id('id'),
      name: fields.text('name'),
      login: fields.optionalText('login'),
      roles: fields.texts('roles'),
      phone: fields.optionalText('phone'),
      email: fields.optionalText('email'),
      key: fields.optionalText('key'),
    }
  );
}

function readControl(value: unknown, path: Path, reading: Reading): Control | null {
  const fields = Fields.of({ value, path }, reading, [
    'id',
    'title',
    'state',
    'rule',
    'by',
    'evidence',
    'note',
  ]);
  return (
    fields && {
      id: fields.id('id'),
      title: fields.text('title'),
      state: fields.oneOf('state', ['met', 'not-met', 'waived', 'not-applicable']),
      rule: fields.oneOf('rule', ['backout-rehearsed', 'package-verified']),
      by: fields.optionalText('by'),
      evidence: fields.optionalText('evidence'),
      note: fields.optionalText('note'),
    }
  );
}

function readComponent(value: unknown, path: Path, reading: Reading): Component | null {
  const fields = Fields.of({ value, path }, reading, ['id', 'version', 'file', 'sha256', 'ci', 'licence']);
  if (!fields) return null;
  const sha256 = fields.optionalText('sha256');
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256))
    fields.error('sha256', 'bad-hash', 'a SHA-256 is 64 small hex digits, as sha256sum prints it');
  return {
    id: fields.id('id'),
    version: fields.strictText('version'),
    file: fields.optionalText('file'),
    sha256,
    ci: fields.optionalText('ci'),
    licence: fields.optionalText('licence'),
  };
}

function readDocument(value: unknown, path: Path, reading: Reading): { title: string; file: string } | null {
  const fields = Fields.of({ value, path }, reading, ['title', 'file']);
  return fields && { title: fields.text('title'), file: fields.text('file') };
}

function readRequirement(value: unknown, path: Path, reading: Reading): Requirement | null {
  const fields = Fields.of({ value, path }, reading, ['id', 'what', 'lead_time', 'owner', 'state', 'due']);
  return (
    fields && {
      id: fields.id('id'),
      what: fields.text('what'),
      leadTime: fields.optionalText('lead_time'),
      owner: fields.optionalText('owner'),
      state: fields.oneOf('state', ['needed', 'ordered', 'installed', 'validated']),
      due: fields.time('due'),
    }
  );
}

function readPhases(plan: Fields | null): readonly Phase[] {
  if (!plan) return [];
  const phases = plan.list('phases', (value, path) => readPhase(value, path, plan.reading));
  return uniqueIds(phases, plan.reading);
}

function readPhase(value: unknown, path: Path, reading: Reading): Phase | null {
  const fields = Fields.of({ value, path }, reading, [
    'id',
    'title',
    'on',
    ...SHELL_KEYS,
    'rollout',
    'steps',
  ]);
  if (!fields) return null;
  const on = fields.optionalText('on');
  if (on === null && fields.has('rollout'))
    fields.error('rollout', 'rollout-without-on', 'a phase with a rollout names its hosts with "on"');
  return {
    id: fields.id('id'),
    title: fields.text('title'),
    on,
    ...readShell(fields),
    rollout: fields.has('rollout') ? readRollout(fields) : null,
    steps: fields.list('steps', (step, at) => readStep(step, at, reading)),
  };
}

function readBackout(top: Fields): BackoutPlan {
  const fields = top.inner('backout', [
    'triggers',
    'authority',
    'performer',
    'decide_within',
    'contingencies',
    'before',
    'after',
  ]);
  return {
    triggers: fields?.texts('triggers') ?? [],
    authority: fields?.optionalText('authority') ?? null,
    performer: fields?.optionalText('performer') ?? null,
    decideWithinMs: fields?.durationMs('decide_within') ?? null,
    contingencies: fields?.optionalText('contingencies') ?? null,
    before: fields?.list('before', (step, path) => readStep(step, path, top.reading)) ?? [],
    after: fields?.list('after', (step, path) => readStep(step, path, top.reading)) ?? [],
  };
}

function readCommunication(value: unknown, path: Path, reading: Reading): Communication | null {
  const fields = Fields.of({ value, path }, reading, [
    'id',
    'audience',
    'channel',
    'to',
    'sender',
    'send',
    'subject',
    'body',
  ]);
  return (
    fields && {
      id: fields.id('id'),
      audience: fields.text('audience'),
      channel: fields.text('channel'),
      to: fields.texts('to'),
      sender: fields.optionalText('sender'),
      send: fields.optionalText('send'),
      subject: fields.optionalText('subject'),
      body: fields.text('body'),
    }
  );
}

function uniqueIds<T extends { readonly id: string }>(
  items: readonly T[],
  { problems }: Reading,
): readonly T[] {
  const seen = new Set<string>();
  for (const item of items) {
    const { id } = item;
    if (seen.has(id) && id !== '')
      problems.error(
        [...problems.pathOf(item), 'id'],
        'duplicate-id',
        `the id "${id}" is used twice in this list`,
      );
    seen.add(id);
  }
  return items;
}
