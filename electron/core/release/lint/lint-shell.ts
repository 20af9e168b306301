/** Shell texts against the shell that runs them: what only bash understands, what fails unseen, and what is no command at all. */

import type { FilesBeside } from '../files-beside.ts';
import { isShellInterpreter, shebangOf } from '../interpreter.ts';
import type { Action, ShellChoice, StepOptions } from '../model.ts';
import { promptIn } from '../pasted-prompts.ts';
import type { Path, Problems } from '../problems.ts';
import { bashOnlyIn } from '../shell/bash-only.ts';
import { nestedTexts } from '../shell/nested-shell.ts';
import { passingIn } from '../shell/passing-commands.ts';
import { openHeredoc, shellSkeleton } from '../shell/shell-skeleton.ts';
import { endsItself, type Unseen, unseenFailures } from '../shell/unseen-failure.ts';
import { type ChosenShell, chooseShell } from '../shell-choice.ts';
import { STEP_KINDS } from '../step-kinds.ts';
import { isUndoneByText, type Lint, type PlacedStep } from './placed-step.ts';

/** A text that a shell runs, and how. */
interface ShellText {
  readonly text: string;
  readonly path: Path;
  /** Each shell that some environment runs it by. */
  readonly shells: readonly ChosenShell[];
  /** It changes something: a pipe in it loses work when its left side fails. */
  readonly changes: boolean;
  /** Its author looks at what it prints. */
  readonly isLookedAt: boolean;
  /** Of its step. */
  readonly mode: StepOptions['mode'];
  /** What makes it bash's. */
  readonly cure: string;
  /** The file that it stands in; missing where it stands in the release itself. */
  readonly file?: string;
  /** It is a script: its first line says what runs it. */
  readonly isScript?: true;
  /** It is for a shell within the text around it: what begins that, and how far into it. */
  readonly within?: { readonly opener: string; readonly text: string; readonly offset: number };
}

export function lintShell({ release, steps, problems, files }: Lint): void {
  const around = release.environments.length === 0 ? [{}] : release.environments;
  let choices: Around = [];
  let last: ShellChoice | null = null;
  for (const placed of steps) {
    if (placed.around !== last)
      choices = around.map((environment) => [placed.around, environment, release.info]);
    last = placed.around;
    const texts = textsOfStep(placed, choices, files).map(scanned).flatMap(withNested);
    for (const text of texts) {
      lintFirstLine(text, problems);
      lintPrompt(text, problems);
      lintBashOnly(text, problems);
      lintHeredoc(text, problems);
      lintReboot(text, problems);
    }
    lintUnseen(texts, problems);
    lintPassing(texts, problems);
  }
}

/** With its skeleton. */
interface ScannedText extends ShellText {
  readonly code: string;
}

function scanned(text: ShellText): ScannedText {
  return { ...text, code: shellSkeleton(text.text) };
}

/** And those of the shells that it starts. */
function withNested(outer: ScannedText): readonly ScannedText[] {
  const nested = nestedTexts(outer.text, outer.code).map(({ text, offset, opener, program, strict }) =>
    scanned({
      ...outer,
      text,
      shells: [{ program: program ?? 'bash', strict }],
      cure: 'write bash -c',
      within: { opener, text: outer.text, offset },
    }),
  );
  return [outer, ...nested];
}

type Around = readonly (readonly ShellChoice[])[];

function textsOfStep({ step, path }: PlacedStep, around: Around, files: FilesBeside): readonly ShellText[] {
  const own = textsOfBody({ action: step.action, options: step, path, files }, around);
  const { undo } = step;
  if (undo.kind !== 'undo') return own;
  const at = [...path, 'undo'];
  const undoing = textsOfBody({ action: undo.action, options: undo.options, path: at, files }, around);
  return [...own, ...(isUndoneByText(step) ? undoing.map((each) => ({ ...each, path: at })) : undoing)];
}

interface Body {
  readonly action: Action;
  readonly options: StepOptions;
  readonly path: Path;
  readonly files: FilesBeside;
}

function textsOfBody({ action, options, path, files }: Body, around: Around): readonly ShellText[] {
  const shells = around.map((choices) => chooseShell(options, ...choices));
  const isLookedAt = options.expect.stdout !== null || Object.keys(options.capture).length > 0;
  const { mode } = options;
  const base = { shells, isLookedAt, mode, changes: false, cure: 'write shell: bash' };
  const { doneIf } = options;
  const own = textsOfAction(withText(action, files), path, base);
  return doneIf === null ? own : [...own, { ...base, text: doneIf, path: [...path, 'done_if'] }];
}

function textsOfAction(
  action: Action,
  path: Path,
  base: Omit<ShellText, 'text' | 'path'>,
): readonly ShellText[] {
  switch (action.kind) {
    case 'run':
    case 'check': {
      const { changes } = STEP_KINDS[action.kind];
      return [{ ...base, text: action.text, path: [...path, action.kind], changes }];
    }
    case 'wait':
      return action.until.kind === 'check'
        ? [{ ...base, text: action.until.text, path: [...path, 'wait', 'check'] }]
        : [];
    case 'script':
      return textsOfScript(action, path, base);
    case 'upload':
    case 'download':
    case 'probe':
    case 'manual':
    case 'hold':
    case 'notify':
      return [];
  }
}

function textsOfScript(
  { text, file, interpreter }: Extract<Action, { kind: 'script' }>,
  path: Path,
  base: Omit<ShellText, 'text' | 'path'>,
): readonly ShellText[] {
  const script = text === null ? null : shellScript({ text, interpreter }, base.shells);
  if (text === null || script === null) return [];
  const at = [...path, 'script', file === null ? 'text' : 'file'];
  const where = file === null ? {} : { file };
  return [{ ...base, ...script, text, path: at, changes: true, isScript: true, ...where }];
}

/** A script in a file that is known, with its text. */
function withText(action: Action, { texts }: FilesBeside): Action {
  if (action.kind !== 'script' || action.file === null || !Object.hasOwn(texts, action.file)) return action;
  return { ...action, text: texts[action.file] ?? '' };
}

/** How a script is run; null where what runs it is no shell, or one that is neither sh nor bash. */
function shellScript(
  { text, interpreter }: { readonly text: string; readonly interpreter: string | null },
  shells: readonly ChosenShell[],
): Pick<ShellText, 'shells' | 'cure'> | null {
  const first = shebangOf(text)?.join(' ') ?? null;
  const named = interpreter ?? first;
  if (named === null) return { shells, cure: 'write shell: bash, or begin it with #!/bin/bash' };
  if (!isShellInterpreter(named) || /(^|[/ ])(k|mk|lk|z|ya)sh( |$)/.test(named)) return null;
  const isBash = /(^|[/ ])bash( |$)/.test(named);
  const endsItself = /[ ]-[a-z]*e/.test(named);
  return {
    shells: shells.map(({ strict }) => ({ program: isBash ? 'bash' : 'sh', strict: strict || endsItself })),
    cure: interpreter === null ? 'begin it with #!/bin/bash' : 'write interpreter: bash',
  };
}

function lintBashOnly(scanned: ScannedText, problems: Problems): void {
  const { text, code, shells, cure } = scanned;
  if (shells.every(({ program }) => program === 'bash')) return;
  for (const { sign, means, severity, offset } of bashOnlyIn(text, code)) {
    const { at, where } = placeOf(scanned, offset);
    const message = `${where}"${sign}" is bash syntax; ${means}: ${cure}`;
    if (severity === 'error') problems.error(at, 'bash-only', message);
    else problems.warn(at, 'bash-only', message);
  }
}

/** A line of a file has no place in the release, so it is named in words. */
function placeOf({ text, path, file, within }: ShellText, offset: number) {
  const inner = within === undefined ? '' : `in the text of ${within.opener}: `;
  const outer = within ?? { text, offset };
  if (file === undefined) return { at: { path, offset: outer.offset }, where: inner };
  const line = outer.text.slice(0, outer.offset).split('\n').length;
  return { at: { path, offset: 0 }, where: `line ${line} of ${file}: ${inner}` };
}

/** A first line `#!` says what runs a script, where it is the very first; any other text is read by the shell of its step. */
function lintFirstLine(scanned: ScannedText, problems: Problems): void {
  const { text, isScript, within } = scanned;
  const [, blank = '', first] = /^(\s*)(#![^\n]*)/.exec(text) ?? [];
  const named = first === undefined ? null : shebangOf(first);
  if (first === undefined || named === null || within !== undefined) return;
  if (isScript ? blank === '' : /^\/(?:usr\/)?bin\/sh$/.test(named.join(' '))) return;
  const { at, where } = placeOf(scanned, blank.length);
  const isShell = isShellInterpreter(named.join(' '));
  const cure = isScript
    ? 'put it on the very first line'
    : `write script: in place of the key${isShell ? ', or shell: bash and strict: true' : ''}`;
  const message = `${where}"${first.trim()}" does not say here what runs this text, and the shell of the step reads it: ${cure}`;
  if (isShell) problems.warn(at, 'first-line', message);
  else problems.error(at, 'first-line', message);
}

function lintPrompt(scanned: ScannedText, problems: Problems): void {
  const found = promptIn(scanned.text, scanned.code);
  if (found === null) return;
  const { at, where } = placeOf(scanned, found.offset);
  const message = `${where}${found.message}`;
  if (found.severity === 'error') problems.error(at, 'prompt', message);
  else problems.warn(at, 'prompt', message);
}

/** At most one a step, so that a file of plain commands is not drowned. */
function lintUnseen(texts: readonly ScannedText[], problems: Problems): void {
  for (const text of texts) {
    const found = unseenFailures(text.text, text.code).find((each) => isUnseen(each, text));
    if (found === undefined) continue;
    const { at, where } = placeOf(text, found.offset);
    problems.warn(at, 'failure-unseen', `${where}${describeUnseen(found, text)}`);
    return;
  }
}

/** What follows would go into the here-document instead of being run, and the step be ok. */
function lintHeredoc(scanned: ScannedText, problems: Problems): void {
  const open = openHeredoc(scanned.text);
  if (open === null) return;
  const { at, where } = placeOf(scanned, open.offset);
  problems.error(
    at,
    'here-document',
    `${where}this here-document never ends, so that all that follows goes into it and is not run: put ${open.end} on a line of its own, with nothing before or after it`,
  );
}

const REBOOTS =
  /(?<=(?:^|[\n;{(]|&&|\|\||\b(?:then|do|else)[ \t])[ \t]*)(?:sudo[ \t]+(?:-\w+[ \t]+)*)?(?:\/(?:usr\/)?s?bin\/)?(?:reboot|(?:tel)?init[ \t]+6|systemctl[ \t]+(?:-\S+[ \t]+)*reboot|shutdown[ \t]+-r[ \t]+(?:now|\+0))(?=[ \t]*(?:$|[\n;})]|&&|\|\|))/;

/** One that boots the host in the background goes on, and lint says of it what it says of everything there. */
function lintReboot(scanned: ScannedText, problems: Problems): void {
  const { code, mode, changes } = scanned;
  const found = changes && mode !== 'reboot' ? REBOOTS.exec(code) : null;
  if (found === null) return;
  const { at, where } = placeOf(scanned, found.index);
  problems.warn(
    at,
    'reboot-unexpected',
    `${where}the host reboots during this step, whose outcome is then unknown: write mode: reboot, and done_if with a command that exits 0 once the host is as it should be`,
  );
}

/** At most one a step. */
function lintPassing(texts: readonly ScannedText[], problems: Problems): void {
  for (const scanned of texts) {
    const { text, code, shells, changes, isLookedAt } = scanned;
    const strict = shells.every((shell) => shell.strict);
    const found = passingIn({ text, code, changes, isLookedAt, strict });
    if (found === null) continue;
    const { at, where } = placeOf(scanned, found.offset);
    problems.warn(at, found.code, `${where}${found.message}`);
    return;
  }
}

function isUnseen({ kind }: Unseen, { code, shells, changes, isLookedAt }: ScannedText): boolean {
  if (kind === 'line') return shells.some(({ strict }) => !strict) && !endsItself(code);
  return (
    changes &&
    !isLookedAt &&
    shells.some(({ strict, program }) => !strict || program === 'sh') &&
    !/pipefail/.test(code)
  );
}

function describeUnseen({ kind, command, line }: Unseen, { shells, cure, within }: ShellText): string {
  if (kind === 'line')
    return `when "${command}" in line ${line} fails, the next command runs all the same, and the step can count as ok: ${within ? 'begin it with set -e' : 'write strict: true'}, or join the commands by &&`;
  if (within !== undefined)
    return `when "${command}" on the left of the pipe in line ${line} fails, the step counts as ok all the same: write bash -o pipefail -c`;
  const isStrict = shells.every(({ strict }) => strict);
  const how = isStrict ? 'only some sh see it, strict or not' : 'the step counts as ok all the same';
  const isBash = shells.every(({ program }) => program === 'bash');
  const what = isStrict ? cure : isBash ? 'write strict: true' : `${cure} with strict: true`;
  return `when "${command}" on the left of the pipe in line ${line} fails, ${how}: ${what}`;
}
