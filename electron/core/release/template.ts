/** Texts with values in them: `{{ vars.x }}`, `{{ host.name | raw }}`. */

export type ValueRef =
  | { readonly kind: 'vars'; readonly name: string }
  | { readonly kind: 'host'; readonly name: 'name' | 'address' }
  | { readonly kind: 'host-var'; readonly name: string }
  | { readonly kind: 'release'; readonly name: 'version' | 'name' | 'id' }
  | { readonly kind: 'capture'; readonly step: string; readonly name: string; readonly host: string | null }
  /** Of the hosts that are done together, in a rolling phase. */
  | { readonly kind: 'batch'; readonly name: 'hosts' | 'number' | 'count' }
  | { readonly kind: 'run'; readonly name: 'id' | 'started' | 'finished' }
  | { readonly kind: 'secret'; readonly name: string };

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `offset` is where its `{{` stands in the template. */
  | { readonly kind: 'value'; readonly ref: ValueRef; readonly raw: boolean; readonly offset: number };

export type ParsedTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** The form of a value's name, and of a secret's. */
export const VALUE_NAME = '[A-Za-z_][A-Za-z0-9_-]*';
const WHOLE_NAME = new RegExp(`^${VALUE_NAME}$`);

export function isValueName(text: string): boolean {
  return WHOLE_NAME.test(text);
}

const SIMPLE = new RegExp(`^(vars|secret|host\\.vars)\\.(${VALUE_NAME})$`);
const CAPTURE = new RegExp(`^step\\.([a-z][a-z0-9-]*)\\.(${VALUE_NAME})(?:@([A-Za-z0-9][A-Za-z0-9_.-]*))?$`);

interface FixedValue {
  readonly ref: ValueRef;
  /** Of what, in a few words. */
  readonly help: string;
}

const OF_HOST = 'of the host at hand';
const OF_RELEASE = 'of the release';

/** Values that every release has, by what stands between the braces. */
export const FIXED_VALUES: ReadonlyMap<string, FixedValue> = new Map<string, FixedValue>([
  ['host.name', { ref: { kind: 'host', name: 'name' }, help: OF_HOST }],
  ['host.address', { ref: { kind: 'host', name: 'address' }, help: OF_HOST }],
  ['release.id', { ref: { kind: 'release', name: 'id' }, help: OF_RELEASE }],
  ['release.name', { ref: { kind: 'release', name: 'name' }, help: OF_RELEASE }],
  ['release.version', { ref: { kind: 'release', name: 'version' }, help: OF_RELEASE }],
  [
    'batch.hosts',
    {
      ref: { kind: 'batch', name: 'hosts' },
      help: 'the hosts of the batch, in a step without hosts of a rolling phase',
    },
  ],
  ['batch.number', { ref: { kind: 'batch', name: 'number' }, help: 'which batch it is' }],
  ['batch.count', { ref: { kind: 'batch', name: 'count' }, help: 'how many batches there are' }],
  ['run.id', { ref: { kind: 'run', name: 'id' }, help: 'of the run' }],
  ['run.started', { ref: { kind: 'run', name: 'started' }, help: 'when the run began' }],
  ['run.finished', { ref: { kind: 'run', name: 'finished' }, help: 'when the run ended' }],
]);

/** What may stand between the braces, for messages. */
export const VALUE_FORMS =
  'vars.x, host.name, host.address, host.vars.x, release.version, step.ID.name, step.ID.name@host, batch.hosts, run.id or secret.x';

/** How two braces are written that open no value. */
const BRACES = /^\{\{\s*"\{\{"\s*\}\}/;

/** Null where the text names no value. */
export function parseRef(text: string): ValueRef | null {
  const fixed = FIXED_VALUES.get(text);
  if (fixed) return fixed.ref;
  const [, space, name] = SIMPLE.exec(text) ?? [];
  if (name !== undefined)
    return { kind: space === 'host.vars' ? 'host-var' : (space as 'vars' | 'secret'), name };
  const [, step, captured, host] = CAPTURE.exec(text) ?? [];
  return step === undefined || captured === undefined
    ? null
    : { kind: 'capture', step, name: captured, host: host ?? null };
}

export function parseTemplate(template: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', at)) {
    const braces = BRACES.exec(template.slice(open, open + 24));
    if (braces) {
      parts.push({ kind: 'text', text: `${template.slice(at, open)}{{` });
      at = open + braces[0].length;
      continue;
    }
    const close = template.indexOf('}}', open);
    if (close < 0) return { ok: false, message: '"{{" is not closed by "}}"', offset: open };
    const value = parseValue(template.slice(open + 2, close));
    if (typeof value === 'string') return { ok: false, message: value, offset: open };
    if (open > at) parts.push({ kind: 'text', text: template.slice(at, open) });
    parts.push({ kind: 'value', ...value, offset: open });
    at = close + 2;
  }
  if (at < template.length) parts.push({ kind: 'text', text: template.slice(at) });
  return { ok: true, parts };
}

function parseValue(inside: string): { ref: ValueRef; raw: boolean } | string {
  const [written = '', filter, ...more] = inside.split('|').map((piece) => piece.trim());
  const ref = parseRef(written);
  if (!ref)
    return `{{ ${written} }} is not a value; write ${VALUE_FORMS}, or {{ "{{" }} for two braces as they are`;
  if (more.length > 0 || (filter !== undefined && filter !== 'raw'))
    return `"${inside.trim()}" has an unknown filter; the only one is "| raw"`;
  return { ref, raw: filter === 'raw' };
}

/** As it is written between braces. */
export function nameOfRef(ref: ValueRef): string {
  switch (ref.kind) {
    case 'vars':
    case 'host':
    case 'release':
    case 'batch':
    case 'run':
    case 'secret':
      return `${ref.kind}.${ref.name}`;
    case 'host-var':
      return `host.vars.${ref.name}`;
    case 'capture':
      return `step.${ref.step}.${ref.name}${ref.host === null ? '' : `@${ref.host}`}`;
  }
}
