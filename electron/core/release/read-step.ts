/** Steps: one kind key, options, and the word on undoing. */
import { checkRegex, Fields, type Reading, readText } from './fields.ts';
import { sayFolder } from './lint-files.ts';
import type {
  Action,
  Expectation,
  OnFailure,
  Step,
  StepId,
  StepKind,
  StepOptions,
  Undo,
  WaitUntil,
} from './model.ts';
import { isPlaceholder, isWithoutCommand } from './placeholder.ts';
import type { Path } from './problems.ts';
import { readRollout } from './read-rollout.ts';
import { readShell, SHELL_KEYS } from './read-shell.ts';
import { readSudo } from './read-sudo.ts';
import { bodyKeys, KIND_KEYS } from './step-kinds.ts';
import { readReason, readUndoText } from './undo-words.ts';

const OPTION_KEYS = [
  'on',
  ...SHELL_KEYS,
  'sudo',
  'env',
  'cwd',
  'timeout',
  'takes',
  'retry',
  'expect',
  'capture',
  'when',
  'on_failure',
  'rollout',
  'mode',
  'done_if',
  'repeatable',
  'owner',
  'notes',
  'evidence',
] as const;
const UNDO_KEYS = ['undo', 'nothing_to_undo', 'point_of_no_return'] as const;
const STEP_KEYS = ['id', 'title', ...KIND_KEYS, 'items', ...OPTION_KEYS, ...UNDO_KEYS];
const UNDO_BODY_KEYS = [
  'title',
  ...KIND_KEYS,
  'items',
  ...OPTION_KEYS.filter((key) => key !== 'on' && key !== 'rollout'),
];

const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const ON_FAILURE: readonly OnFailure[] = ['ask', 'stop', 'continue', 'ignore'];
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function readStep(value: unknown, path: Path, reading: Reading): Step | null {
  const fields = Fields.of({ value, path }, reading, STEP_KEYS);
  if (!fields) return null;
  const action = readAction(fields);
  const options = readOptions(fields);
  const step = {
    id: fields.id('id') as StepId,
    title: fields.text('title'),
    ...options,
    undo: readUndo(fields, options),
  };
  return action && { ...step, action };
}

function readOptions(fields: Fields): StepOptions {
  return {
    on: fields.optionalText('on'),
    ...readShell(fields),
    sudo: readSudo(fields),
    env: readEnv(fields),
    cwd: fields.optionalText('cwd'),
    timeoutMs: fields.durationMs('timeout') ?? DEFAULT_TIMEOUT_MS,
    takesMs: fields.durationMs('takes'),
    retry: readRetry(fields),
    expect: readExpectation(fields),
    capture: fields.record('capture', (value, path) => readPattern(value, path, fields.reading)),
    when: fields.optionalText('when'),
    onFailure: fields.oneOf('on_failure', ON_FAILURE) ?? 'ask',
    rollout: fields.has('rollout') ? readRollout(fields) : null,
    mode: fields.oneOf('mode', ['tracked', 'attached', 'reboot']) ?? 'tracked',
    doneIf: fields.has('done_if') ? command(fields, 'done_if') : null,
    repeatable: fields.flag('repeatable'),
    owner: fields.optionalText('owner'),
    notes: fields.optionalText('notes'),
    evidence: fields.flag('evidence'),
  };
}

function readPattern(value: unknown, path: Path, reading: Reading): string | null {
  const pattern = readText(value, path, reading);
  if (pattern !== null) checkRegex(pattern, path, reading.problems);
  return pattern;
}

function readEnv(fields: Fields): Readonly<Record<string, string>> {
  const env = fields.textsByName('env');
  for (const name of Object.keys(env)) {
    if (!VARIABLE.test(name))
      fields.reading.problems.error(
        { path: [...fields.path, 'env', name], atKey: true },
        'bad-name',
        `"${name}" is no name of an environment variable`,
      );
  }
  return env;
}

function readRetry(fields: Fields): StepOptions['retry'] {
  const inner = fields.inner('retry', ['times', 'delay']);
  if (!inner) return null;
  const times = inner.wholeNumber('times', 1, 1000);
  if (times === null && !inner.has('times')) inner.missing('times');
  return { times: times ?? 1, delayMs: inner.durationMs('delay') ?? 0 };
}

function readExpectation(fields: Fields): Expectation {
  const inner = fields.inner('expect', ['exit', 'stdout', 'stdout_not', 'stderr_not']);
  if (!inner) return { exit: [0], stdout: null, stdoutNot: null, stderrNot: null };
  return {
    exit: readExit(inner),
    stdout: inner.regex('stdout'),
    stdoutNot: inner.regex('stdout_not'),
    stderrNot: inner.regex('stderr_not'),
  };
}

function readExit(fields: Fields): readonly number[] {
  if (!fields.has('exit')) return [0];
  const value = fields.raw('exit');
  const codes = Array.isArray(value) ? value : [value];
  if (codes.length > 0 && codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 255))
    return codes;
  fields.error('exit', 'bad-number', '"exit" is an exit code from 0 to 255, or a list of them');
  return [0];
}

function readUndo(fields: Fields, own: StepOptions): Undo {
  const said = UNDO_KEYS.filter((key) => fields.has(key));
  if (said.length > 1)
    fields.error(
      said[1] ?? 'undo',
      'undo-twice',
      `a step says one of ${UNDO_KEYS.join(', ')}; this one says ${said.join(' and ')}`,
    );
  if (fields.has('nothing_to_undo')) return { kind: 'nothing', why: readReason(fields, 'nothing_to_undo') };
  if (fields.has('point_of_no_return'))
    return { kind: 'no-return', why: readReason(fields, 'point_of_no_return') };
  if (!fields.has('undo')) return { kind: 'unsaid' };
  const value = fields.raw('undo');
  if (typeof value !== 'object') return undoCommand(readUndoText(fields), own);
  const body = Fields.of({ value, path: [...fields.path, 'undo'] }, fields.reading, UNDO_BODY_KEYS);
  const action = body && readAction(body);
  return body && action
    ? {
        kind: 'undo',
        title: body.optionalText('title'),
        action,
        options: { ...readOptions(body), on: own.on },
      }
    : { kind: 'unsaid' };
}

/**
 * An undo given as a command runs as its step does: same shell, user, environment, folder and time limit; its own expectations
 * are none. It boots no host anew, and what shows that the step is done does not show that it is undone.
 */
function undoCommand(text: string, own: StepOptions): Undo {
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

function readAction(fields: Fields): Action | null {
  const kinds = KIND_KEYS.filter((kind) => fields.raw(kind) !== undefined);
  const [kind] = kinds;
  const isMisspelt = KIND_KEYS.some((known) => fields.reading.problems.isMisspelt([...fields.path, known]));
  if (!kind && isMisspelt) return null;
  if (!kind || kinds.length > 1) {
    const found = kinds.length === 0 ? 'this one has none' : `this one has ${kinds.join(' and ')}`;
    fields.reading.problems.error(
      fields.path,
      'step-kind',
      `a step has exactly one of ${KIND_KEYS.join(', ')}; ${found}`,
    );
    return null;
  }
  if (kind !== 'manual' && fields.has('items'))
    fields.error('items', 'unknown-key', '"items" belongs to a manual step');
  if (fields.has(kind)) return readKind(kind, fields);
  fields.error(kind, 'empty', `"${kind}" says nothing; write what the step does`);
  return null;
}

function readKind(kind: StepKind, fields: Fields): Action | null {
  switch (kind) {
    case 'run':
    case 'check':
      return { kind, text: command(fields, kind) };
    case 'script':
      return readScript(fields);
    case 'upload': {
      const inner = fields.inner(kind, bodyKeys(kind));
      return (
        inner && {
          kind,
          from: localFile(inner),
          to: inner.text('to'),
          mode: readMode(inner),
          owner: inner.optionalText('owner'),
          ...(inner.flag('follow') ? { follow: true as const } : {}),
        }
      );
    }
    case 'download': {
      const inner = fields.inner(kind, bodyKeys(kind));
      return inner && { kind, from: inner.text('from'), to: inner.text('to') };
    }
    case 'probe':
      return readProbe(fields);
    case 'manual':
      return { kind, text: instruction(fields), items: fields.texts('items') };
    case 'hold':
      return readHold(fields);
    case 'wait':
      return readWait(fields);
    case 'notify':
      return { kind, communication: fields.text(kind) };
  }
}

function command(fields: Fields, key: string): string {
  const text = fields.strictText(key);
  if (fields.has(key) && typeof fields.raw(key) !== 'string') return text;
  if (text.trim() === '' && fields.has(key))
    fields.error(key, 'empty', `"${key}" is empty; write the command`);
  else if (fields.has(key) && isWithoutCommand(text))
    fields.error(
      key,
      'empty',
      `"${key}" holds comments only, which does nothing and succeeds; write the command`,
    );
  else if (isPlaceholder(text))
    fields.error(
      key,
      'placeholder',
      `"${text.trim()}" would be run as a command; write the command, or remove the step or key`,
    );
  return text;
}

/** What a person is to do. */
function instruction(fields: Fields): string {
  const text = fields.text('manual');
  if (text.trim() === '' || isPlaceholder(text))
    fields.error('manual', 'empty', '"manual" says nothing; write what the person does');
  return text;
}

function readScript(fields: Fields): Action | null {
  const inner = fields.inner('script', bodyKeys('script'));
  if (!inner) return null;
  if (inner.has('text') === inner.has('file'))
    inner.reading.problems.error(inner.path, 'script-source', 'a script has either "text" or "file"');
  const interpreter = inner.optionalText('interpreter');
  if (interpreter !== null && !/^[A-Za-z0-9_./ -]+$/.test(interpreter))
    inner.error(
      'interpreter',
      'bad-interpreter',
      `"${interpreter}" is no interpreter; write sh, bash, python3 or a path`,
    );
  return { kind: 'script', text: inner.optionalText('text'), file: inner.optionalText('file'), interpreter };
}

function readMode(fields: Fields): string | null {
  const mode = fields.optionalText('mode');
  if (mode !== null && !/^0?[0-7]{3,4}$/.test(mode))
    fields.error('mode', 'bad-mode', `"${mode}" is no file mode; write it as "0640"`);
  return mode;
}

/** One file is moved, whose hash both ends can compare. */
function localFile(inner: Fields): string {
  const from = inner.text('from');
  if (from.endsWith('/')) inner.error('from', 'folder', sayFolder(from));
  return from;
}

function readProbe(fields: Fields): Action | null {
  const inner = fields.inner('probe', bodyKeys('probe'));
  if (!inner) return null;
  const from = inner.optionalText('from');
  if (inner.has('http') === inner.has('tcp'))
    inner.reading.problems.error(
      inner.path,
      'probe-target',
      'a probe has either "http" (an address) or "tcp" (host:port)',
    );
  if (inner.has('tcp')) {
    const address = inner.text('tcp');
    if (!/:\d+$|\}\}$/.test(address)) inner.error('tcp', 'bad-address', `"${address}" is not host:port`);
    return { kind: 'probe', target: { kind: 'tcp', address }, from };
  }
  const url = inner.optionalText('http') ?? '';
  return {
    kind: 'probe',
    target: {
      kind: 'http',
      url,
      status: inner.wholeNumber('status', 100, 599) ?? 200,
      body: inner.regex('body'),
    },
    from,
  };
}

function readHold(fields: Fields): Action | null {
  const inner = fields.inner('hold', bodyKeys('hold'));
  if (!inner) return null;
  const approvers = inner.texts('approvers');
  const count = inner.wholeNumber('count', 1, 100) ?? 1;
  return { kind: 'hold', approvers, count, notOperator: inner.flag('not_operator') };
}

function readWait(fields: Fields): Action | null {
  const inner = fields.inner('wait', bodyKeys('wait'));
  if (!inner) return null;
  const said = ['for', 'until', 'check'].filter((key) => inner.has(key));
  if (said.length !== 1)
    inner.reading.problems.error(
      inner.path,
      'wait-for-what',
      'a wait has exactly one of "for" (a duration), "until" (a time) or "check" (a command)',
    );
  return { kind: 'wait', until: readUntil(inner) };
}

function readUntil(inner: Fields): WaitUntil {
  if (inner.has('check'))
    return {
      kind: 'check',
      text: command(inner, 'check'),
      everyMs: inner.durationMs('every') ?? 5000,
      timeoutMs: inner.durationMs('timeout') ?? DEFAULT_TIMEOUT_MS,
    };
  if (inner.has('until')) return { kind: 'time', at: inner.time('until') ?? '' };
  return { kind: 'for', ms: inner.durationMs('for') ?? 0 };
}
