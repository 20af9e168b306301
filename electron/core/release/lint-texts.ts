/** Values in texts: that they exist, that they are safe where they stand, and that no text hides something. */
import type { PlacedStep } from './lint.ts';
import type { Action, Release, StepOptions } from './model.ts';
import type { Path, Problems } from './problems.ts';
import { valuesInQuotes } from './shell-quotes.ts';
import { didYouMean } from './suggest.ts';
import { nameOfRef, parseTemplate, type TemplatePart, type ValueRef } from './template.ts';

/** How a text is used: as shell text, as the value of an environment variable, or as plain words. */
type Use = 'shell' | 'env' | 'plain';

interface PlacedText {
  readonly text: string;
  readonly path: Path;
  readonly use: Use;
}

export function lintTexts(release: Release, steps: readonly PlacedStep[], problems: Problems): void {
  const known = knownValues(release, steps);
  for (const { step, path } of steps) {
    for (const placed of textsOfStep(step.action, step, path)) lintText(placed, known, problems);
    if (step.undo.kind !== 'undo') continue;
    const body =
      step.undo.action.kind === 'run' && step.undo.title === null && step.undo.options.env === step.env
        ? null
        : step.undo;
    if (body)
      for (const placed of textsOfStep(body.action, body.options, [...path, 'undo']))
        lintText(placed, known, problems);
    else if (step.undo.action.kind === 'run')
      lintText({ text: step.undo.action.text, path: [...path, 'undo'], use: 'shell' }, known, problems);
  }
  release.communications.forEach((communication, i) => {
    lintText(
      { text: communication.subject ?? '', path: ['communications', i, 'subject'], use: 'plain' },
      known,
      problems,
    );
    lintText(
      { text: communication.body, path: ['communications', i, 'body'], use: 'plain' },
      known,
      problems,
    );
  });
}

function textsOfStep(action: Action, options: StepOptions, path: Path): readonly PlacedText[] {
  const env = Object.entries(options.env).map(([name, text]) => ({
    text,
    path: [...path, 'env', name],
    use: 'env' as const,
  }));
  const cwd =
    options.cwd === null ? [] : [{ text: options.cwd, path: [...path, 'cwd'], use: 'plain' as const }];
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
      return at(action.to, 'plain', 'to');
    case 'download':
      return at(action.from, 'plain', 'from');
    case 'probe':
      return action.target.kind === 'tcp'
        ? at(action.target.address, 'plain', 'tcp')
        : at(action.target.url, 'plain', 'http');
    case 'manual':
      return at(action.text, 'plain');
    case 'wait':
      return action.until.kind === 'check' ? at(action.until.text, 'shell', 'check') : [];
    case 'hold':
    case 'notify':
      return [];
  }
}

function isShell(interpreter: string): boolean {
  return /(^|\/)(ba|da|k|z|a)?sh( |$)/.test(interpreter);
}

function lintText({ text, path, use }: PlacedText, known: Known, problems: Problems): void {
  lintCharacters(text, path, problems);
  if (!text.includes('{{')) return;
  const parsed = parseTemplate(text);
  if (!parsed.ok) return problems.error(path, 'bad-value', parsed.message, { offset: parsed.offset });
  for (const part of parsed.parts) if (part.kind === 'value') lintValue(part, { path, use, known, problems });
  if (use !== 'shell') return;
  for (const { value, quote } of valuesInQuotes(parsed.parts)) {
    if (value.raw) continue;
    const name = nameOfRef(value.ref);
    problems.error(
      path,
      'value-in-quotes',
      `{{ ${name} }} stands inside ${quote} quotes and would be quoted twice: put it outside the quotes, or write {{ ${name} | raw }}`,
      { offset: value.offset },
    );
  }
}

interface Setting {
  readonly path: Path;
  readonly use: Use;
  readonly known: Known;
  readonly problems: Problems;
}

function lintValue(
  part: Extract<TemplatePart, { kind: 'value' }>,
  { path, use, known, problems }: Setting,
): void {
  const { ref, offset } = part;
  const name = nameOfRef(ref);
  if (ref.kind === 'secret' && use !== 'env')
    problems.error(
      path,
      'misplaced-secret',
      `{{ ${name} }} may stand only in env and sudo: pass it to the command by env`,
      { offset },
    );
  const problem = unknownValue(ref, known);
  if (problem !== null) problems.error(path, 'unknown-value', problem, { offset });
}

interface Known {
  readonly vars: ReadonlySet<string>;
  readonly hostVars: ReadonlySet<string>;
  readonly captures: ReadonlyMap<string, readonly string[]>;
  readonly hasEnvironments: boolean;
}

/** What any environment or host sets; whether each host has it is a question of its plan. */
function knownValues(release: Release, steps: readonly PlacedStep[]): Known {
  const hosts = release.environments.flatMap((environment) => environment.hosts);
  const hostVars = new Set(hosts.flatMap((host) => Object.keys(host.vars)));
  return {
    vars: new Set([
      ...release.environments.flatMap((environment) => Object.keys(environment.vars)),
      ...hostVars,
    ]),
    hostVars,
    captures: new Map(steps.map(({ step }) => [step.id as string, Object.keys(step.capture)])),
    hasEnvironments: release.environments.length > 0,
  };
}

function unknownValue(ref: ValueRef, known: Known): string | null {
  if (ref.kind === 'capture') return unknownCapture(ref, known);
  if (ref.kind !== 'host-var' || known.hostVars.has(ref.name)) return null;
  return known.hasEnvironments
    ? `host.vars.${ref.name} is set on no host${didYouMean(ref.name, known.hostVars)}`
    : null;
}

function unknownCapture(
  { step, name }: Extract<ValueRef, { kind: 'capture' }>,
  { captures }: Known,
): string | null {
  const names = captures.get(step);
  if (!names) return `there is no step "${step}"${didYouMean(step, captures.keys())}`;
  return names.includes(name) ? null : `the step "${step}" captures no "${name}"${didYouMean(name, names)}`;
}

/** Characters that make a text look other than it is. */
const HIDDEN =
  /[\u202a-\u202e\u2066-\u2069]|[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

function lintCharacters(text: string, path: Path, problems: Problems): void {
  const found = HIDDEN.exec(text);
  if (!found) return;
  const code = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const line = text.slice(0, found.index).split('\n').length;
  problems.error(
    path,
    'hidden-character',
    `line ${line} of this text holds ${code}, which cannot be seen and can make it look other than it is; remove it`,
    { offset: found.index },
  );
}
