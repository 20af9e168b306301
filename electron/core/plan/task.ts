import { describeCarriageReturn, lineWithCarriageReturn } from '#core/release/carriage-return.ts';
import { isShellInterpreter, minds, shebangOf } from '#core/release/interpreter.ts';
import type { Action, ProbeTarget, Step, StepOptions, WaitUntil } from '#core/release/model.ts';
import { chooseShell } from '#core/release/shell-choice.ts';
import { findDelegate } from './hosts.ts';
import type { Shell, Task } from './model.ts';
import type { PlanProblemCode } from './problem.ts';
import { quoteForShell } from './quote.ts';
import type { PlanScope } from './scope.ts';
import type { UnitTexts } from './unit-texts.ts';

/** What a task is made of. */
export interface TaskSource {
  readonly step: Step;
  readonly action: Action;
  readonly options: StepOptions;
}

type Of<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;

/** The task of one unit, its texts resolved. */
export function planTask(source: TaskSource, texts: UnitTexts, scope: PlanScope): Task {
  const { action, options } = source;
  switch (action.kind) {
    case 'run':
    case 'check':
      return {
        kind: action.kind,
        command: texts.command(action.text),
        shell: planShell(source, { texts, scope }),
      };
    case 'script':
      return planScript(source, action, { texts, scope });
    case 'upload':
      return planUpload(source, action, { texts, scope });
    case 'download':
      return {
        kind: 'download',
        from: texts.plain(action.from),
        to: texts.fixed(action.to),
        shell: planShell(source, { texts, scope }),
      };
    case 'probe':
      return {
        kind: 'probe',
        target: planTarget(action.target, texts),
        timeoutMs: options.timeoutMs,
        ...(action.from === null && texts.host !== null ? { here: true } : {}),
      };
    case 'manual':
      return {
        kind: 'manual',
        text: texts.prose(action.text),
        items: action.items.map((item) => texts.prose(item)),
      };
    case 'hold':
      return action;
    case 'wait':
      return planWait(source, action.until, { texts, scope });
    case 'notify':
      return planNotify(source, action, { texts, scope });
  }
}

/** How long the task may take: a polled condition has a time of its own. */
export function timeoutOf(action: Action, options: StepOptions): number {
  return action.kind === 'wait' && action.until.kind === 'check' ? action.until.timeoutMs : options.timeoutMs;
}

interface Resolving {
  readonly texts: UnitTexts;
  readonly scope: PlanScope;
}

function planShell({ step, options }: TaskSource, { texts, scope }: Resolving): Shell {
  const { program, strict } = chooseShell(options, ...scope.shell);
  const at = findDelegate(options, step.id, scope);
  return {
    ...(at === null ? {} : { at }),
    ...(program === 'sh' ? {} : { program }),
    ...(strict ? { strict } : {}),
    sudo: options.sudo,
    env: Object.fromEntries(
      Object.entries(options.env).map(([name, value]) => [name, texts.environment(value)]),
    ),
    cwd: options.cwd === null ? null : texts.plain(options.cwd),
    timeoutMs: options.timeoutMs,
    expect: options.expect,
    capture: options.capture,
  };
}

/** A script in a file goes to the host as it is; values reach it by `env`. */
function planScript(source: TaskSource, action: Of<'script'>, { texts, scope }: Resolving): Task {
  const { file } = action;
  const shell = planShell(source, { texts, scope });
  const written = file === null ? (action.text ?? '') : scriptFile(source, file, scope);
  const interpreter = action.interpreter ?? shebang(written) ?? shell.program ?? 'sh';
  refuseCarriageReturn({ source, file, interpreter }, written, scope);
  const resolve = isShellInterpreter(interpreter) ? texts.command : texts.plain;
  return { kind: 'script', interpreter, text: file === null ? resolve(written) : [written], shell };
}

/** Its words as a shell takes them. */
function shebang(script: string): string | null {
  const words = shebangOf(script);
  return words?.map((word) => (/^[\w./=+,:@-]+$/.test(word) ? word : quoteForShell(word))).join(' ') ?? null;
}

interface ScriptSource {
  readonly source: TaskSource;
  readonly file: string | null;
  readonly interpreter: string;
}

function refuseCarriageReturn(
  { source, file, interpreter }: ScriptSource,
  script: string,
  scope: PlanScope,
): void {
  const line = minds(interpreter) ? lineWithCarriageReturn(script) : null;
  if (line === null) return;
  const message = describeCarriageReturn(
    file === null ? `The script of ${source.step.id}` : `The script ${file}`,
    line,
  );
  addStepProblem(source, scope, { code: 'carriage-return', message });
}

function scriptFile(source: TaskSource, file: string, scope: PlanScope): string {
  if (Object.hasOwn(scope.files, file)) return scope.files[file] ?? '';
  addStepProblem(source, scope, {
    code: 'script-file',
    message: `The script ${file} is not there: put it beside the release file`,
  });
  return '';
}

function planUpload(source: TaskSource, action: Of<'upload'>, { texts, scope }: Resolving): Task {
  const from = texts.fixed(action.from);
  const component = scope.release.components.find((each) => each.file === from);
  return {
    kind: 'upload',
    from,
    to: texts.plain(action.to),
    mode: action.mode,
    owner: action.owner,
    ...(action.follow ? { follow: action.follow } : {}),
    sha256: component?.sha256 ?? null,
    shell: planShell(source, { texts, scope }),
  };
}

function planTarget(target: ProbeTarget, texts: UnitTexts): ProbeTarget {
  if (target.kind === 'tcp') return { kind: 'tcp', address: texts.fixed(target.address) };
  return { ...target, url: texts.fixed(target.url) };
}

function planWait(source: TaskSource, until: WaitUntil, { texts, scope }: Resolving): Task {
  if (until.kind !== 'check') return { kind: 'wait', until };
  const shell = { ...planShell(source, { texts, scope }), timeoutMs: until.timeoutMs };
  const { everyMs, steadyMs } = until;
  const steady = steadyMs === undefined ? {} : { steadyMs };
  return { kind: 'poll', command: texts.command(until.text), everyMs, ...steady, shell };
}

function planNotify(source: TaskSource, action: Of<'notify'>, { texts, scope }: Resolving): Task {
  const found = scope.release.communications.find((each) => each.id === action.communication);
  if (found === undefined) {
    const message = `There is no communication ${action.communication} in the release`;
    addStepProblem(source, scope, { code: 'unknown-communication', message });
  }
  return {
    kind: 'notify',
    communication: action.communication,
    channel: found?.channel ?? '',
    to: found?.to ?? [],
    subject: texts.prose(found?.subject ?? ''),
    body: texts.prose(found?.body ?? ''),
  };
}

function addStepProblem(
  source: TaskSource,
  scope: PlanScope,
  problem: { code: PlanProblemCode; message: string },
): void {
  scope.problems.add({ ...problem, step: source.step.id, host: null });
}
