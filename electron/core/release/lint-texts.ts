/** Texts with values in them: that the values can be had, that they are safe where they stand, and that nothing is hidden. */
import { conditionRefs, parseCondition } from './condition.ts';
import type { PlacedStep } from './lint.ts';
import { type KnownValues, knownValues, lintValue } from './lint-values.ts';
import type { Action, Release, Step, StepOptions } from './model.ts';
import type { Path, Problems } from './problems.ts';
import { valuesInQuotes } from './shell-quotes.ts';
import { nameOfRef, parseTemplate } from './template.ts';

/** How a text is used: as shell text, as the value of an environment variable, as a path or address, or read by people. */
type Use = 'shell' | 'env' | 'plain' | 'prose';

interface PlacedText {
  readonly text: string;
  readonly path: Path;
  readonly use: Use;
}

export function lintTexts(release: Release, steps: readonly PlacedStep[], problems: Problems): void {
  const known = knownValues(release, steps);
  for (const { step, path } of steps) {
    for (const placed of textsOfStep(step, path)) lintText(placed, known, problems);
    if (step.when !== null) lintCondition(step.when, [...path, 'when'], known, problems);
  }
  for (const communication of release.communications) {
    const path = problems.pathOf(communication);
    lintText(
      { text: communication.subject ?? '', path: [...path, 'subject'], use: 'prose' },
      known,
      problems,
    );
    lintText({ text: communication.body, path: [...path, 'body'], use: 'prose' }, known, problems);
  }
}

function textsOfStep(step: Step, path: Path): readonly PlacedText[] {
  const own = textsOfBody(step.action, step, path);
  const { undo } = step;
  if (undo.kind !== 'undo') return own;
  const isCommand = undo.action.kind === 'run' && undo.options.env === step.env;
  if (isCommand && undo.action.kind === 'run')
    return [...own, { text: undo.action.text, path: [...path, 'undo'], use: 'shell' }];
  return [...own, ...textsOfBody(undo.action, undo.options, [...path, 'undo'])];
}

function textsOfBody(action: Action, options: StepOptions, path: Path): readonly PlacedText[] {
  const env = Object.entries(options.env).map(
    ([name, text]): PlacedText => ({ text, path: [...path, 'env', name], use: 'env' }),
  );
  const cwd: PlacedText[] =
    options.cwd === null ? [] : [{ text: options.cwd, path: [...path, 'cwd'], use: 'plain' }];
  return [...textsOfAction(action, path), ...env, ...cwd];
}

function textsOfAction(action: Action, path: Path): readonly PlacedText[] {
  const at = (text: string | null, use: Use, ...more: string[]): PlacedText[] =>
    text === null ? [] : [{ text, path: [...path, action.kind, ...more], use }];
  switch (action.kind) {
    case 'run':
    case 'check':
      return at(action.text, 'shell');
    case 'script':
      return at(action.text, isShell(action.interpreter) ? 'shell' : 'plain', 'text');
    case 'upload':
    case 'download':
      return [...at(action.from, 'plain', 'from'), ...at(action.to, 'plain', 'to')];
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

function isShell(interpreter: string): boolean {
  return /(^|\/)(ba|da|k|z|a)?sh( |$)/.test(interpreter);
}

function lintText({ text, path, use }: PlacedText, known: KnownValues, problems: Problems): void {
  lintCharacters({ text, path, use }, problems);
  if (!text.includes('{{')) return;
  const parsed = parseTemplate(text);
  if (!parsed.ok) return problems.error(path, 'bad-value', parsed.message, { offset: parsed.offset });
  for (const part of parsed.parts) {
    if (part.kind === 'text') continue;
    lintValue(part.ref, { path, offset: part.offset, maySecret: use === 'env' }, known, problems);
  }
  if (use === 'shell') lintQuotes(parsed.parts, path, problems);
}

function lintQuotes(parts: Parameters<typeof valuesInQuotes>[0], path: Path, problems: Problems): void {
  for (const { value, quote } of valuesInQuotes(parts)) {
    if (value.raw) continue;
    const name = nameOfRef(value.ref);
    const where = quote === 'heredoc' ? 'inside a here-document' : `inside ${quote} quotes`;
    problems.error(
      path,
      'value-in-quotes',
      `{{ ${name} }} stands ${where} and would get quotes of its own: put it outside, or write {{ ${name} | raw }}`,
      { offset: value.offset },
    );
  }
}

function lintCondition(when: string, path: Path, known: KnownValues, problems: Problems): void {
  const parsed = parseCondition(when);
  if (!parsed.ok) return problems.error(path, 'bad-condition', parsed.message, { offset: parsed.column - 1 });
  for (const ref of conditionRefs(parsed.condition))
    lintValue(
      ref,
      { path, offset: Math.max(0, when.indexOf(nameOfRef(ref))), maySecret: false },
      known,
      problems,
    );
}

/** Turn the direction of writing, so that a text looks other than it is. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
/** Cannot be seen; in a command each is a mistake of copying, or worse. */
const HIDDEN = /[\u200b-\u200f\u061c\u2060-\u2064\ufeff\u00ad\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const ODD_SPACE = /[\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function lintCharacters({ text, path, use }: PlacedText, problems: Problems): void {
  const isProse = use === 'prose';
  const hidden = TURNING.exec(text) ?? (isProse ? null : HIDDEN.exec(text));
  const odd = isProse ? null : ODD_SPACE.exec(text);
  if (hidden)
    problems.error(
      path,
      'hidden-character',
      `${nameOfCharacter(hidden, text)}, which cannot be seen and can make it look other than it is; remove it`,
      { offset: hidden.index },
    );
  else if (odd)
    problems.warn(
      path,
      'odd-space',
      `${nameOfCharacter(odd, text)}, a space that no shell takes for one; write a plain space`,
      { offset: odd.index },
    );
}

function nameOfCharacter({ 0: character, index }: RegExpExecArray, text: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `line ${text.slice(0, index).split('\n').length} of this text holds U+${code}`;
}
