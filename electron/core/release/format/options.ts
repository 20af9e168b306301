/** What any step may say besides what it does: the common keys of steps. */
import { doesNothing } from '../placeholder.ts';
import { type CheckName, checkValueName, listOf, recordOf } from './collections.ts';
import { DRILL } from './drill.ts';
import { ROLLOUT } from './rollout.ts';
import {
  COMMAND,
  DURATION,
  FAITHFUL_TEXT,
  FLAG,
  LASTING,
  NAME,
  oneOf,
  PERSON,
  REGEX,
  SELECTOR,
  TEXT,
  wholeNumber,
} from './scalars.ts';
import { SHELL_KEYS } from './shell.ts';
import { SUDO } from './sudo.ts';
import { defaulting, ifSaid, mapping, optional, type Read, required } from './table.ts';
import type { ValueType } from './value-type.ts';

/** As in the file. */
export const DEFAULT_TIMEOUT = '30m';

export const ON_FAILURES = ['ask', 'stop', 'continue', 'ignore'] as const;
export const DEFAULT_ON_FAILURE = 'ask';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const checkVariable: CheckName = (name, path, { problems }) => {
  if (!VARIABLE.test(name))
    problems.error(
      { path, atKey: true },
      'bad-name',
      `"${name}" is not a valid name for an environment variable`,
    );
};

/** The step's own check. One that always succeeds would take every outcome that nobody saw for done. */
const DONE_IF: ValueType<string> = {
  ...COMMAND,
  read: (value, path, reading) => {
    const text = COMMAND.read(value, path, reading);
    if (text !== null && doesNothing(text))
      reading.problems.warn(
        path,
        'always-done',
        `"${text.trim()}" says of every unknown outcome that the step is done: write a command that looks for its effect, or leave done_if out`,
      );
    return text;
  },
};

const RETRY = mapping('retry', {
  times: required(wholeNumber(1, 1000), 'how many further tries'),
  delay: defaulting(DURATION, 'how long to wait before each', { default: '0s', property: 'delayMs' }),
});

/** Exit codes: one, or a list of them. */
const EXIT: ValueType<readonly number[]> = {
  read: (value, path, { problems }) => {
    const codes: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (codes.length > 0 && codes.every(isExitCode)) return codes;
    problems.error(path, 'bad-number', '"exit" is an exit code from 0 to 255, or a list of them');
    return null;
  },
  absent: null,
  isText: false,
  shape: {
    kind: 'either',
    of: [wholeNumber(0, 255).shape, listOf(wholeNumber(0, 255)).shape],
  },
};

function isExitCode(code: unknown): code is number {
  return Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255;
}

const EXPECT_KEYS = {
  exit: defaulting(EXIT, 'the exit codes that count as success', { default: 0 }),
  stdout: optional(REGEX, 'what its output must match', { use: 'kept' }),
  stdout_not: optional(REGEX, 'what its output must not match', { use: 'kept' }),
  stderr_not: optional(REGEX, 'what its error output must not match', { use: 'kept' }),
};

export const OPTION_KEYS = {
  on: optional(SELECTOR, 'the hosts it runs on: a selector'),
  delegate_to: ifSaid(SELECTOR, 'the one host that carries it out about each of its hosts: a selector'),
  ...SHELL_KEYS,
  sudo: optional(SUDO, 'as whom its commands run: true is root', { use: 'filled', isShared: true }),
  env: optional(
    recordOf(FAITHFUL_TEXT, checkVariable),
    'environment variables of its commands; the only place, besides sudo, for secrets',
    { use: 'filled' },
  ),
  cwd: optional(NAME, 'the folder its commands run in', { use: 'filled' }),
  timeout: defaulting(LASTING, 'the longest it may take; then it is ended', {
    default: DEFAULT_TIMEOUT,
    property: 'timeoutMs',
    isShared: true,
  }),
  takes: optional(DURATION, 'how long it is expected to take', { property: 'takesMs' }),
  retry: optional(RETRY, 'further tries after one that failed or did not reach the host'),
  expect: defaulting(mapping('expect', EXPECT_KEYS), 'what counts as success', { default: {} }),
  capture: optional(recordOf(REGEX, checkValueName), 'values for later steps: name to regular expression', {
    use: 'kept',
  }),
  when: optional(TEXT, 'a condition; where it does not hold, the step is skipped', { use: 'filled' }),
  on_failure: defaulting(oneOf(...ON_FAILURES), 'what follows when it fails', {
    default: DEFAULT_ON_FAILURE,
    isShared: true,
  }),
  rollout: optional(ROLLOUT, 'in which batches it goes over its hosts'),
  mode: defaulting(
    oneOf('tracked', 'attached', 'reboot'),
    'what is known of it after a crash or a lost connection',
    { default: 'tracked' },
  ),
  done_if: optional(DONE_IF, 'a command that only reads: exit 0 says that the effect is in place', {
    use: 'command',
  }),
  repeatable: optional(FLAG, 'running it twice does no harm'),
  owner: optional(PERSON, 'who answers for it: a person or role'),
  notes: optional(TEXT, 'printed beside the step, in Markdown', { use: 'prose' }),
  evidence: optional(FLAG, 'its whole output goes into the report'),
  drill: ifSaid(DRILL, 'what it answers in a drill: output, exit code and how long it takes'),
};

export type OptionKeys = Read<typeof OPTION_KEYS>;

const { on: _on, delegate_to: _delegateTo, rollout: _rollout, ...placeless } = OPTION_KEYS;

/** Those of a body of an undo, which is done where its step was. */
export const PLACELESS_KEYS = placeless;
