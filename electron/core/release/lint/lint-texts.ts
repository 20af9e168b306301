/** Texts with values in them: that the values can be had, that they are safe where they stand, and that nothing is hidden. */
import { allPhases } from '../all-phases.ts';
import { describeCarriageReturn, lineWithCarriageReturn } from '../carriage-return.ts';
import { conditionValues, parseCondition } from '../condition.ts';
import { isShellInterpreter, shebangOf } from '../interpreter.ts';
import type { Action, Step, StepOptions } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import { valuesInQuotes } from '../shell/shell-quotes.ts';
import { shellSkeleton } from '../shell/shell-skeleton.ts';
import { nameOfRef, parseTemplate } from '../template.ts';
import { type KnownValues, knownValues, lintValue } from './lint-values.ts';
import { isUndoneByText, type Lint } from './placed-step.ts';

/** How a text is used: as shell text, as the value of an environment variable, as a path, as an address or the like, or read by people. */
type Use = 'shell' | 'env' | 'path' | 'plain' | 'prose';

interface PlacedText {
  readonly text: string;
  readonly path: Path;
  readonly use: Use;
}

export function lintTexts({ release, steps, problems }: Lint): void {
  const setting: Setting = { known: knownValues(release, steps), problems };
  for (const { step, path } of steps) {
    for (const placed of textsOfStep(step, path)) lintText(placed, setting);
    if (step.when !== null)
      lintCondition({ text: step.when, path: [...path, 'when'], use: 'plain' }, setting);
  }
  for (const phase of allPhases(release))
    if (phase.when !== undefined)
      lintCondition({ text: phase.when, path: [...problems.pathOf(phase), 'when'], use: 'plain' }, setting);
  for (const { name, vars, hosts } of release.environments) {
    const path = ['environments', name];
    lintValues(vars, path, problems);
    for (const host of hosts) lintValues(host.vars, [...path, 'hosts', host.name], problems);
  }
  for (const communication of release.communications) {
    const path = problems.pathOf(communication);
    lintText({ text: communication.subject ?? '', path: [...path, 'subject'], use: 'prose' }, setting);
    lintText({ text: communication.body, path: [...path, 'body'], use: 'prose' }, setting);
  }
}

/** They go into commands as they stand. */
function lintValues(vars: Readonly<Record<string, string>>, path: Path, problems: Problems): void {
  for (const [name, text] of Object.entries(vars))
    lintCharacters({ text, path: [...path, 'vars', name], use: 'plain' }, problems);
}

function textsOfStep(step: Step, path: Path): readonly PlacedText[] {
  const own = textsOfBody(step.action, step, path);
  const { undo } = step;
  if (undo.kind !== 'undo') return own;
  if (undo.action.kind === 'run' && isUndoneByText(step))
    return [...own, { text: undo.action.text, path: [...path, 'undo'], use: 'shell' }];
  return [...own, ...textsOfBody(undo.action, undo.options, [...path, 'undo'])];
}

function textsOfBody(action: Action, options: StepOptions, path: Path): readonly PlacedText[] {
  const env = Object.entries(options.env).map(
    ([name, text]): PlacedText => ({ text, path: [...path, 'env', name], use: 'env' }),
  );
  const cwd: PlacedText[] =
    options.cwd === null ? [] : [{ text: options.cwd, path: [...path, 'cwd'], use: 'path' }];
  const doneIf: PlacedText[] =
    options.doneIf === null ? [] : [{ text: options.doneIf, path: [...path, 'done_if'], use: 'shell' }];
  return [...textsOfAction(action, path), ...env, ...cwd, ...doneIf];
}

function textsOfAction(action: Action, path: Path): readonly PlacedText[] {
  const at = (text: string | null, use: Use, ...more: string[]): PlacedText[] =>
    text === null ? [] : [{ text, path: [...path, action.kind, ...more], use }];
  switch (action.kind) {
    case 'run':
    case 'check':
      return at(action.text, 'shell');
    case 'script':
      return at(action.text, isShellScript(action) ? 'shell' : 'plain', 'text');
    case 'upload':
    case 'download':
      return [...at(action.from, 'path', 'from'), ...at(action.to, 'path', 'to')];
    case 'probe':
      return action.target.kind === 'tcp'
        ? at(action.target.address, 'plain', 'tcp')
        : at(action.target.url, 'plain', 'http');
    case 'manual':
      return [
        ...at(action.text, 'prose'),
        ...action.items.map((text, i) => itemText(text, [...path, 'items', i])),
      ];
    case 'wait':
      return action.until.kind === 'check' ? at(action.until.text, 'shell', 'check') : [];
    case 'hold':
    case 'notify':
      return [];
  }
}

function itemText(text: string, path: Path): PlacedText {
  return { text, path, use: 'prose' };
}

function isShellScript({ interpreter, text }: Extract<Action, { kind: 'script' }>): boolean {
  return isShellInterpreter(interpreter ?? shebangOf(text ?? '')?.join(' ') ?? 'sh');
}

interface Setting {
  readonly known: KnownValues;
  readonly problems: Problems;
}

function lintText({ text, path, use }: PlacedText, { known, problems }: Setting): void {
  lintCharacters({ text, path, use }, problems);
  if (use === 'shell') lintMeantValue({ text, path, use }, { known, problems });
  if (use === 'env' || use === 'path') lintUnexpanded({ text, path, use }, problems);
  if (!text.includes('{{')) return;
  const parsed = parseTemplate(text);
  if (!parsed.ok) {
    problems.error({ path, offset: parsed.offset }, 'bad-value', parsed.message);
    return;
  }
  for (const part of parsed.parts) {
    if (part.kind === 'text') continue;
    const { ref, offset } = part;
    lintValue({ ref, path, offset, maySecret: use === 'env' }, known, problems);
  }
  if (use === 'shell') lintQuotes(parsed.parts, path, problems);
}

/** `$VERSION` where the release has `version`: a shell knows nothing of it, and puts nothing in its place. */
function lintMeantValue({ text, path }: PlacedText, { known, problems }: Setting): void {
  if (!text.includes('$') || known.varNames.size === 0) return;
  const bare = text.replace(/'[^']*'|\\\$/g, (quoted) => ' '.repeat(quoted.length));
  for (const found of bare.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)) {
    const name = found[1] ?? found[2] ?? '';
    const meant = known.varNames.get(name.toLowerCase());
    if (meant === undefined || known.exported.has(name) || isSetIn(text, name)) continue;
    const value = `{{ vars.${meant} }}`;
    problems.warn(
      { path, offset: found.index },
      'shell-value',
      `the shell has no ${found[0]} unless the host sets it: write ${value} for the value of the release, or pass it on by env: { ${name}: "${value}" }`,
    );
    return;
  }
}

/** Set by the text itself, or by a file that it reads in. */
function isSetIn(text: string, name: string): boolean {
  return new RegExp(
    `(?:^|[^\\w$])${name}=|\\b(?:for|read|export|local|readonly|getopts|unset|declare)\\b[^\\n;|&]*\\b${name}\\b|(?:^|[\\n;&|]\\s*)(?:\\.|source|eval)\\s`,
  ).test(text);
}

/** Only a shell expands; these go to the host as they are written. */
function lintUnexpanded({ text, path, use }: PlacedText, problems: Problems): void {
  const found = /\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[^}]*\}?|\()|`|^~(?=\/|$)/.exec(
    text.replace(/\{\{[^}]*\}\}/g, (v) => ' '.repeat(v.length)),
  );
  if (found === null) return;
  const cure =
    use === 'env'
      ? 'set it in the command itself, as in PATH="$PATH:/opt/bin"; export PATH'
      : 'write the whole path, or a value: {{ vars.x }}';
  problems.warn(
    { path, offset: found.index },
    'not-expanded',
    `"${found[0]}" stays as it is written, as no shell reads it here: ${cure}`,
  );
}

function lintQuotes(parts: Parameters<typeof valuesInQuotes>[0], path: Path, problems: Problems): void {
  for (const { value, quote } of valuesInQuotes(parts)) {
    if (value.raw) continue;
    const name = nameOfRef(value.ref);
    const where = quote === 'heredoc' ? 'inside a here-document' : `inside ${quote} quotes`;
    problems.error(
      { path, offset: value.offset },
      'value-in-quotes',
      `{{ ${name} }} is ${where} and would be quoted again: put it outside, or write {{ ${name} | raw }}`,
    );
  }
}

function lintCondition({ text, path }: PlacedText, { known, problems }: Setting): void {
  const parsed = parseCondition(text);
  if (!parsed.ok) {
    problems.error({ path, offset: parsed.column - 1 }, 'bad-condition', parsed.message);
    return;
  }
  for (const { ref, offset } of conditionValues(parsed.condition))
    lintValue({ ref, path, offset, maySecret: false }, known, problems);
}

/** Turn the direction of writing, so that a text looks other than it is. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
/** Cannot be seen; in a command each is a mistake of copying, or worse. */
const HIDDEN = /[\u200b-\u200f\u061c\u2060-\u2064\ufeff\u00ad\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** Word processors put them in place of `'`, `"` and `-`; to a shell they are letters. */
const ODD_SIGN = /[\u2018\u2019\u201c\u201d]|(?<=^|\s)[\u2013\u2014](?=[A-Za-z-])/;
const ODD_SPACE = /[\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** All others can be seen, and are what they look like. */
const UNUSUAL = /[^\t\n\x20-\x7e]/;

function lintCharacters({ text, path, use }: PlacedText, problems: Problems): void {
  if (!UNUSUAL.test(text)) return;
  const isProse = use === 'prose';
  const hidden = TURNING.exec(text) ?? (isProse ? null : HIDDEN.exec(text));
  const odd = isProse ? null : ODD_SPACE.exec(text);
  if (hidden?.[0] === '\r' && use === 'shell')
    problems.error(
      { path, offset: hidden.index },
      'carriage-return',
      describeCarriageReturn('This text', lineWithCarriageReturn(text) ?? 1),
    );
  else if (hidden)
    problems.error(
      { path, offset: hidden.index },
      'hidden-character',
      `${nameOfCharacter(hidden, text)}, which is invisible and can make the text look different from what it is; remove it`,
    );
  else if (odd)
    problems.warn(
      { path, offset: odd.index },
      'odd-space',
      `${nameOfCharacter(odd, text)}, a space that no shell takes for one; write a plain space`,
    );
  if (use === 'shell') lintSigns(text, path, problems);
}

/** Between quotes they are text for people. */
function lintSigns(text: string, path: Path, problems: Problems): void {
  const odd = ODD_SIGN.test(text) ? ODD_SIGN.exec(shellSkeleton(text)) : null;
  if (odd === null) return;
  const isDash = /[\u2013\u2014]/.test(odd[0]);
  problems.warn(
    { path, offset: odd.index },
    'odd-sign',
    `${nameOfCharacter(odd, text)} (${odd[0]}), which a shell takes for a letter; write ${isDash ? 'a plain - or --' : `a plain ' or "`}`,
  );
}

function nameOfCharacter({ 0: character, index }: RegExpExecArray, text: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `line ${text.slice(0, index).split('\n').length} of this text holds U+${code}`;
}
