import { isShellInterpreter } from '#core/release/interpreter.ts';
import type { Host } from '#core/release/model.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeRelease } from '#core/words/run/describe-releasers.ts';
import type { PlannedUndo, PlannedUnit, Shell, Task, Text } from './model.ts';
import { TASK_KINDS } from './task-kinds.ts';
import { fillProse, fillWritten, formatText, type LateValues, NOT_YET } from './text.ts';

/** What a task does, for people: the command as the host's shell gets it, or a phrase. Never holds a secret's value. */
export function describeTask(task: Task, values: LateValues = NOT_YET): string {
  const show = (text: Text): string => formatText(text, values);
  switch (task.kind) {
    case 'run':
    case 'check':
      return show(task.command);
    case 'script':
      return `${task.interpreter} script:\n${show(task.text)}`;
    case 'upload':
      return `upload ${task.from} to ${show(task.to)}${formatDetails(uploadDetails(task))}`;
    case 'download':
      return `download ${show(task.from)} to ${task.to}`;
    case 'probe':
      return fillWritten(`${formatProbe(task.target)}${task.here ? ', from this workstation' : ''}`, values);
    case 'manual':
      return fillProse([task.text.trimEnd(), ...task.items.map((item) => `[ ] ${item}`)].join('\n'), values);
    case 'hold':
      return formatHold(task);
    case 'wait':
      return task.until.kind === 'for'
        ? `wait ${formatDuration(task.until.ms)}`
        : `wait until ${formatZonedTime(task.until.at)}`;
    case 'poll':
      return `${formatPolling(task)}: ${show(task.command)}`;
    case 'notify':
      return `${task.channel} to ${task.to.join(', ')}: ${fillProse(task.subject, values)}`;
  }
}

function formatPolling({ everyMs, steadyMs, shell }: Extract<Task, { kind: 'poll' }>): string {
  const looks = `every ${formatDuration(everyMs)} for at most ${formatDuration(shell.timeoutMs)}`;
  return steadyMs === undefined ? looks : `${looks}, until it has held for ${formatDuration(steadyMs)}`;
}

/** What takes a unit back, for people. */
export function formatUndo(undo: PlannedUndo): string {
  return describeTask(undo.task);
}

/** The unit's own check, for people; null where it has none. */
export function formatDoneIf({ doneIf }: Pick<PlannedUnit, 'doneIf'>): string | null {
  return doneIf ? formatText(doneIf) : null;
}

/** Under whom, where and with which environment a task runs: "as root, in /opt, with PGPASSWORD={{ secret.db }}"; null where nothing is special. */
export function formatShell(task: Task): string | null {
  const shell = shellOf(task);
  if (shell === null) return null;
  const env = Object.entries(shell.env).map(([name, value]) => `${name}=${asWord(formatText(value))}`);
  const isShellText = TASK_KINDS[task.kind].by === 'shell';
  const said = [
    ...(shell.at === undefined ? [] : [`on ${shell.at}`]),
    ...(shell.sudo === null ? [] : [`as ${shell.sudo.user}${shell.sudo.by ? ` by ${shell.sudo.by}` : ''}`]),
    ...(shell.cwd === null ? [] : [`in ${asWord(formatText(shell.cwd))}`]),
    ...(env.length === 0 ? [] : [`with ${env.join(' ')}`]),
    ...(isShellText && shell.program ? [`by ${shell.program}`] : []),
    ...(shell.strict && isStrictly(task) ? ['strict'] : []),
  ];
  return said.length === 0 ? null : said.join(', ');
}

/** A word as it is, and in quotes what could be taken for more than one, or for more than it is. */
function asWord(text: string): string {
  return /^(?:\{\{[^{}\r\n]*\}\}|[^\s,"])+$/.test(text) ? text : JSON.stringify(text);
}

/** Strictness is a shell's: it means nothing to another interpreter, nor to a transfer. */
function isStrictly(task: Task): boolean {
  if (task.kind === 'script') return isShellInterpreter(task.interpreter);
  return TASK_KINDS[task.kind].by === 'shell';
}

/** `deploy@web1.example:22`; without a user where the release names none. */
export function formatHostAddress({ user, address, port }: Pick<Host, 'user' | 'address' | 'port'>): string {
  return `${user === null ? '' : `${user}@`}${formatAddressAndPort(address, port)}`;
}

/** The shell a task runs in; null for tasks that run no command on a host. */
export function shellOf(task: Task): Shell | null {
  return 'shell' in task ? task.shell : null;
}

type Of<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

function uploadDetails(task: Of<'upload'>): readonly string[] {
  return [
    ...(task.mode === null ? [] : [`mode ${task.mode}`]),
    ...(task.owner === null ? [] : [`owner ${task.owner}`]),
    ...(task.follow ? ['through a symbolic link'] : []),
    ...(task.sha256 === null ? [] : [`SHA-256 ${task.sha256}`]),
  ];
}

function formatDetails(details: readonly string[]): string {
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}

function formatProbe(target: Of<'probe'>['target']): string {
  if (target.kind === 'tcp') return `connect to ${target.address} (TCP)`;
  return `GET ${target.url}, expect ${target.status}${target.body === null ? '' : ` and a body that matches ${target.body}`}`;
}

function formatHold(hold: Of<'hold'>): string {
  return `hold point: ${describeRelease(hold)}`;
}
