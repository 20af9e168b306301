/** What a release says of itself and of what comes with it: `release`, `controls`, `package`, `requirements`, `communications`. */
import { listOf, uniqueListOf } from './collections.ts';
import {
  DURATION,
  ID,
  LINE,
  NAME,
  naming,
  oneOf,
  PERSON,
  STRICT_LINE,
  TEXT,
  TIME,
  textOfForm,
} from './scalars.ts';
import { SHELL_KEYS } from './shell.ts';
import { defaulting, mapping, needed, optional, type Read, required } from './table.ts';

const LEVEL = oneOf('low', 'medium', 'high');

const RISK_KEYS = {
  id: required(ID, 'names the risk'),
  text: required(TEXT, 'what may happen', { use: 'prose' }),
  likelihood: optional(LEVEL, 'how likely it is'),
  impact: optional(LEVEL, 'how bad it would be'),
  response: optional(TEXT, 'what is done about it', { use: 'prose' }),
};
export type RiskKeys = Read<typeof RISK_KEYS>;

const PERSON_KEYS = {
  id: required(ID, 'what the person is called in this file and in the log'),
  name: required(LINE, 'as people read it', { use: 'prose' }),
  login: optional(LINE, "the person's account on workstations"),
  roles: optional(listOf(LINE), 'what the person may be called where a role is wanted'),
  phone: optional(LINE, 'how to call the person'),
  email: optional(LINE, 'where to write to the person'),
  key: optional(TEXT, 'the public half of an approval key, as written; kept and not used yet'),
};
export type PersonKeys = Read<typeof PERSON_KEYS>;

const WINDOW_KEYS = {
  opens: needed(TIME, 'when the release may begin'),
  closes: needed(TIME, 'when it must be over'),
  margin: defaulting(DURATION, 'kept free before the window closes', { default: '0s', property: 'marginMs' }),
};

export interface ReleaseWindow {
  readonly opens: string;
  readonly closes: string;
  readonly marginMs: number;
}

const WINDOW = mapping('window', WINDOW_KEYS, ({ opens, closes, marginMs }, fields): ReleaseWindow | null => {
  if (opens === null || closes === null) return null;
  const length = Date.parse(closes) - Date.parse(opens);
  if (length <= 0) fields.error('closes', 'window', 'the window closes before it opens');
  else if (length <= marginMs) fields.error('margin', 'window', 'the margin is as long as the window');
  return { opens, closes, marginMs };
});

const INFO_KEYS = {
  id: required(ID, 'what the release is called in the library; it stays from version to version'),
  name: required(LINE, 'as people read it', { use: 'prose' }),
  version: required(STRICT_LINE, 'the version that is released, in quotes', { use: 'prose' }),
  baseline: optional(NAME, 'the tag or commit it was built from'),
  summary: optional(TEXT, 'what it is about, in Markdown', { use: 'prose' }),
  features: optional(listOf(TEXT), 'what is new', { use: 'prose' }),
  window: optional(WINDOW, 'when it may be done'),
  risks: optional(uniqueListOf(mapping('risk', RISK_KEYS)), 'what may go wrong'),
  affected: optional(listOf(TEXT), 'who and what is affected', { use: 'prose' }),
  handover: optional(TEXT, 'what is handed over, and to whom', { use: 'prose' }),
  escalation: optional(TEXT, 'whom to call when it goes wrong', { use: 'prose' }),
  people: optional(
    uniqueListOf(mapping('person', PERSON_KEYS)),
    'who acts; only these people, once anyone is listed',
  ),
  ...SHELL_KEYS,
};
export type InfoKeys = Read<typeof INFO_KEYS>;
export const INFO = mapping('release', INFO_KEYS);

const CONTROL_KEYS = {
  id: required(ID, 'names the control'),
  title: required(LINE, 'what must be met', { use: 'prose' }),
  state: optional(oneOf('met', 'not-met', 'waived', 'not-applicable'), 'whether it is met'),
  rule: optional(
    oneOf(
      'approved',
      'backout-rehearsed',
      'package-verified',
      'rehearsed',
      'requirements-validated',
      'steps-undoable',
      'window-fits',
    ),
    'a rule by which Holdpoint judges it from facts, unless it is waived',
  ),
  by: optional(PERSON, 'who answers for the state: a person or role'),
  evidence: optional(TEXT, 'where it can be seen', { use: 'prose' }),
  note: optional(TEXT, 'what else is to be said', { use: 'prose' }),
};
export type ControlKeys = Read<typeof CONTROL_KEYS>;
export const CONTROL = mapping('control', CONTROL_KEYS);

const SHA256 = textOfForm({
  form: /^[0-9a-f]{64}$/,
  code: 'bad-hash',
  describe: () => 'a SHA-256 is 64 lowercase hex digits, as sha256sum prints it',
});

const COMPONENT_KEYS = {
  id: required(ID, 'names the component'),
  version: required(STRICT_LINE, 'its version, in quotes', { use: 'prose' }),
  file: optional(NAME, 'its file, relative to the release file'),
  sha256: optional(SHA256, 'the SHA-256 of the file; an upload of it is held to this'),
  ci: optional(NAME, 'its configuration item'),
  licence: optional(NAME, 'under which licence it is used'),
};
export type ComponentKeys = Read<typeof COMPONENT_KEYS>;

const DOCUMENT_KEYS = {
  title: required(LINE, 'as people read it', { use: 'prose' }),
  file: required(TEXT, 'its file, relative to the release file'),
};
export type DocumentKeys = Read<typeof DOCUMENT_KEYS>;

export const PACKAGE = mapping('package', {
  components: optional(uniqueListOf(mapping('component', COMPONENT_KEYS)), 'what is released'),
  documents: optional(listOf(mapping('document', DOCUMENT_KEYS)), 'what comes with it to be read'),
});

const REQUIREMENT_KEYS = {
  id: required(ID, 'names the requirement'),
  what: required(TEXT, 'what is needed', { use: 'prose' }),
  lead_time: optional(TEXT, 'how long it takes to get', { use: 'prose' }),
  owner: optional(PERSON, 'who sees to it: a person or role'),
  state: optional(oneOf('needed', 'ordered', 'installed', 'validated'), 'how far it is'),
  due: optional(TIME, 'when it must be there'),
  checks: optional(
    listOf(naming('infrastructure-step', NAME)),
    'steps of the infrastructure plan: it is validated once they have succeeded',
  ),
};
export type RequirementKeys = Read<typeof REQUIREMENT_KEYS>;
export const REQUIREMENT = mapping('requirement', REQUIREMENT_KEYS);

const COMMUNICATION_KEYS = {
  id: required(ID, 'names the communication, for notify steps'),
  audience: required(TEXT, 'whom it is for'),
  channel: required(TEXT, 'how it is sent, such as mail'),
  to: optional(listOf(NAME), 'where it is sent to'),
  sender: optional(PERSON, 'who sends it: a person or role'),
  send: optional(TEXT, 'when it is sent: after-deployment, at a step, or in words', { use: 'prose' }),
  subject: optional(LINE, 'its subject; values are filled in', { use: 'filled' }),
  body: required(TEXT, 'its text; values are filled in', { use: 'filled' }),
};
export type CommunicationKeys = Read<typeof COMMUNICATION_KEYS>;
export const COMMUNICATION = mapping('communication', COMMUNICATION_KEYS);
