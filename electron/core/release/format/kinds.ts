/** What stands under the key of each kind of step. A new kind does not compile until it has a key here. */
import { describeFolder } from '../lint/lint-files.ts';
import type { Action, StepKind, WaitUntil } from '../model.ts';
import { isPlaceholder } from '../placeholder.ts';
import { listOf } from './collections.ts';
import { DEFAULT_TIMEOUT } from './options.ts';
import {
  COMMAND,
  checkedText,
  DURATION,
  FLAG,
  LASTING,
  NAME,
  NOT_BLANK,
  naming,
  PERSON,
  REGEX,
  SELECTOR,
  TEXT,
  TIME,
  textOfForm,
  wholeNumber,
} from './scalars.ts';
import { defaulting, ifSaid, type MappingType, mapping, optional, required } from './table.ts';
import type { TextUse, ValueType } from './value-type.ts';

type ActionOf<Kind extends StepKind> = Extract<Action, { kind: Kind }>;

/** A kind whose key holds one text. A key without a value is reported once, by the step. */
function textKind<Kind extends StepKind>(
  text: ValueType<string>,
  toAction: (text: string) => ActionOf<Kind>,
): ValueType<Action> {
  return {
    ...text,
    isText: false,
    read: (value, path, reading) => {
      const found = text.read(value, path, reading);
      return toAction(found ?? '');
    },
  };
}

/** What a person is to do. */
const INSTRUCTION = checkedText((text, path, { problems }) => {
  if (text.trim() === '' || isPlaceholder(text))
    problems.error(path, 'empty', '"manual" does not say what to do; write what the person does');
}, NOT_BLANK);

const SCRIPT: MappingType<ActionOf<'script'>> = mapping(
  'script',
  {
    text: optional(COMMAND, 'the script itself', { use: 'command' }),
    file: optional(NAME, 'its file, relative to the release file; it goes to the host as it is', {
      use: 'kept',
    }),
    interpreter: optional(
      textOfForm({
        form: /^[A-Za-z0-9_./ -]+$/,
        code: 'bad-interpreter',
        describe: (text) => `"${text}" is not an interpreter; write sh, bash, python3 or a path`,
      }),
      'what runs it; without it, what its first line (#!) names, else the shell of the step',
    ),
  },
  (script, fields) => {
    if (fields.has('text') === fields.has('file'))
      fields.errorHere('script-source', 'a script has either "text" or "file"');
    return { kind: 'script', ...script };
  },
);

/** One file is moved, whose hash both ends can compare. */
const LOCAL_FILE = checkedText((text, path, { problems }) => {
  if (text.endsWith('/')) problems.error(path, 'folder', describeFolder(text));
});

const UPLOAD: MappingType<ActionOf<'upload'>> = mapping(
  'upload',
  {
    from: required(LOCAL_FILE, 'the local file, relative to the release file', { use: 'filled' }),
    to: required(TEXT, 'where it is put on the host; ending in "/", it keeps its name', { use: 'filled' }),
    mode: optional(
      textOfForm({
        form: /^0?[0-7]{3,4}$/,
        code: 'bad-mode',
        describe: (text) => `"${text}" is not a file mode; write it as "0640"`,
      }),
      'its mode there, octal and in quotes',
    ),
    owner: optional(NAME, 'its owner there', { use: 'kept' }),
    follow: optional(FLAG, 'a symbolic link there is followed; otherwise it is refused'),
  },
  ({ follow, ...upload }) => ({ kind: 'upload', ...upload, ...(follow ? { follow } : {}) }),
);

const DOWNLOAD: MappingType<ActionOf<'download'>> = mapping(
  'download',
  {
    from: required(TEXT, 'the file on the host', { use: 'filled' }),
    to: required(TEXT, 'where it is put here; ending in "/", a folder with one file per host', {
      use: 'filled',
    }),
  },
  (download) => ({ kind: 'download', ...download }),
);

const TCP_ADDRESS = textOfForm({
  form: /:\d+$|\}\}$/,
  code: 'bad-address',
  describe: (address) => `"${address}" is not host:port`,
});

/** Of an answer that is as it should be. */
export const DEFAULT_STATUS = 200;

const PROBE: MappingType<ActionOf<'probe'>> = mapping(
  'probe',
  {
    http: optional(NAME, 'the address that must answer', { use: 'filled' }),
    tcp: optional(TCP_ADDRESS, 'the host:port that must answer', { use: 'filled' }),
    status: defaulting(wholeNumber(100, 599), 'the status of the answer that is wanted', {
      default: DEFAULT_STATUS,
    }),
    body: optional(REGEX, 'what the body of the answer must match', { use: 'kept' }),
    from: optional(SELECTOR, 'the hosts it is made from: a selector; without it, the workstation'),
  },
  ({ http, tcp, status, body, from }, fields) => {
    if (fields.has('http') === fields.has('tcp'))
      fields.errorHere('probe-target', 'a probe has either "http" (an address) or "tcp" (host:port)');
    if (fields.has('tcp')) return { kind: 'probe', target: { kind: 'tcp', address: tcp ?? '' }, from };
    return { kind: 'probe', target: { kind: 'http', url: http ?? '', status, body }, from };
  },
);

const HOLD: MappingType<ActionOf<'hold'>> = mapping(
  'hold',
  {
    approvers: optional(listOf(PERSON), 'who may release it: people or roles; without any, anyone'),
    count: defaulting(wholeNumber(1, 100), 'how many of them must release it', { default: 1 }),
    not_operator: optional(FLAG, 'whoever carries out the run may not release it'),
  },
  (hold) => ({ kind: 'hold', ...hold }),
);

const WAIT: MappingType<ActionOf<'wait'>> = mapping(
  'wait',
  {
    for: optional(DURATION, 'how long'),
    until: optional(TIME, 'the time it waits for'),
    check: optional(COMMAND, 'the command it waits for: it is run until it exits with 0', { use: 'command' }),
    every: defaulting(LASTING, 'how long between two checks', { default: '5s' }),
    steady: ifSaid(LASTING, 'how long it must hold without a break before it counts; without it, once', {
      property: 'steadyMs',
    }),
    timeout: defaulting(LASTING, 'after this long it fails', { default: DEFAULT_TIMEOUT }),
  },
  (wait, fields) => {
    if (['for', 'until', 'check'].filter((key) => fields.has(key)).length !== 1)
      fields.errorHere(
        'wait-for-what',
        'a wait has exactly one of "for" (a duration), "until" (a time) or "check" (a command)',
      );
    const until: WaitUntil = fields.has('check')
      ? {
          kind: 'check',
          text: wait.check ?? '',
          everyMs: wait.every,
          ...(wait.steadyMs === undefined ? {} : { steadyMs: wait.steadyMs }),
          timeoutMs: wait.timeout,
        }
      : fields.has('until')
        ? { kind: 'time', at: wait.until ?? '' }
        : { kind: 'for', ms: wait.for ?? 0 };
    return { kind: 'wait', until };
  },
);

/** All of them are the step's action; `items`, the boxes of a manual step, stand beside it. */
function kindKey(type: ValueType<Action>, help: string, use?: TextUse) {
  return optional(type, help, { property: 'action', ...(use === undefined ? {} : { use }) });
}

export const ACTION_KEYS = {
  run: kindKey(
    textKind<'run'>(COMMAND, (text) => ({ kind: 'run', text })),
    'a command on each host',
    'command',
  ),
  script: kindKey(SCRIPT, 'a script on each host'),
  check: kindKey(
    textKind<'check'>(COMMAND, (text) => ({ kind: 'check', text })),
    'a command that only reads',
    'command',
  ),
  upload: kindKey(UPLOAD, 'one file to each host'),
  download: kindKey(DOWNLOAD, 'one file from each host'),
  probe: kindKey(PROBE, 'whether an address or port answers'),
  manual: kindKey(
    textKind<'manual'>(INSTRUCTION, (text) => ({ kind: 'manual', text, items: [] })),
    'what a person does, in Markdown',
    'filled',
  ),
  hold: kindKey(HOLD, 'a hold point: the run waits for named people'),
  wait: kindKey(WAIT, 'a time, or a command that must succeed'),
  notify: kindKey(
    textKind<'notify'>(naming('communication', NAME), (communication) => ({ kind: 'notify', communication })),
    'the communication that is sent: its id',
  ),
} satisfies Readonly<Record<StepKind, ReturnType<typeof kindKey>>>;

/** What may stand beside the key of a manual step. */
export const ITEMS_KEY = {
  items: optional(listOf(TEXT), 'what the person ticks off, beside "manual"', { use: 'filled' }),
};
