/** Selectors: every step on hosts has one, it can be read, and in each environment it matches a host or is known to be of another. */

import { allPhases } from '../all-phases.ts';
import type { Release } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import { describeSelector, parseSelector, type Selector, selectHosts } from '../selector.ts';
import { namesItsHosts, takesSelector } from '../step-kinds.ts';
import { didYouMean } from '../suggest.ts';
import type { Lint, PlacedStep } from './placed-step.ts';

export function lintHosts({ release, steps, problems }: Lint): void {
  const judged = new Map<string, SelectorProblem | null>();
  const judge = (text: string): SelectorProblem | null => {
    const known = judged.get(text);
    if (known !== undefined) return known;
    const found = problemOfSelector(text, release);
    judged.set(text, found);
    return found;
  };
  const check = (text: string | null, path: Path): void => {
    const problem = text === null ? null : judge(text);
    if (problem) problems.error({ path, offset: problem.column - 1 }, problem.code, problem.message);
  };
  for (const phase of allPhases(release)) check(phase.on, [...problems.pathOf(phase), 'on']);
  for (const placed of steps) {
    const { step, path } = placed;
    check(step.on, [...path, 'on']);
    check(step.delegateTo ?? null, [...path, 'delegate_to']);
    refuseDelegate(placed, problems);
    if (namesItsHosts(step.action)) check(step.action.from, [...path, step.action.kind, 'from']);
    if (takesSelector(step.action)) requireOn(placed, problems);
    else refuseHosts(placed, problems);
  }
}

/** What another host does about one: a command or a file, and nothing that boots it. */
function refuseDelegate({ step, path }: PlacedStep, problems: Problems): void {
  if (step.delegateTo === undefined) return;
  const { kind } = step.action;
  const why = !takesSelector(step.action)
    ? `a ${kind} step runs no command of its own on a host`
    : step.mode === 'reboot'
      ? 'mode: reboot would boot the host that it is delegated to'
      : null;
  if (why === null) return;
  problems.error(
    { path: [...path, 'delegate_to'], atKey: true },
    'delegate-unwanted',
    `${why}; remove "delegate_to"`,
  );
}

function requireOn({ step, path, phaseOn }: PlacedStep, problems: Problems): void {
  if (step.on !== null || phaseOn !== null || problems.isMisspelt([...path, 'on'])) return;
  problems.error(
    [...path, 'id'],
    'on-missing',
    `"${step.id}" runs on hosts and does not say on which: write on: and a selector (on: all for every host)`,
  );
}

/** A step without hosts has no selector, rolls over nothing, and is not undone by a command. */
function refuseHosts(placed: PlacedStep, problems: Problems): void {
  const { step, path } = placed;
  refuseOn(placed, problems);
  if (step.undo.kind !== 'undo' || !takesSelector(step.undo.action) || namesItsHosts(step.action)) return;
  problems.error(
    [...path, 'undo'],
    'undo-without-host',
    `"${step.id}" has no hosts that its undo could run on: make it a step of backout.before or backout.after, or undo it by "manual"`,
  );
}

function refuseOn({ step: { on, action }, path }: PlacedStep, problems: Problems): void {
  if (on === null) return;
  const hint = namesItsHosts(action)
    ? `a ${action.kind} names the hosts it is made from with from:`
    : `a ${action.kind} step has no hosts`;
  problems.error([...path, 'on'], 'on-unwanted', `${hint}; remove "on"`);
}

interface SelectorProblem {
  readonly code: 'bad-selector' | 'no-host';
  readonly message: string;
  /** 1-based in the selector. */
  readonly column: number;
}

function problemOfSelector(text: string, release: Release): SelectorProblem | null {
  const parsed = parseSelector(text);
  if (!parsed.ok) return { code: 'bad-selector', message: parsed.message, column: parsed.column };
  const { environments } = release;
  const isMatch = environments.some(({ hosts }) => selectHosts(parsed.selector, hosts).length > 0);
  if (environments.length === 0 || isMatch) return null;
  const known = wordsOf(release);
  const { word, column } = strangest(parsed.selector, known);
  const message = `"${text}" matches no host of any environment${didYouMean(word, known)}`;
  return { code: 'no-host', message, column };
}

function wordsOf(release: Release): Set<string> {
  return new Set(
    release.environments.flatMap((environment) =>
      environment.hosts.flatMap((host) => [host.name, ...host.tags]),
    ),
  );
}

/** The first word that names nothing, or the first word. */
function strangest(
  selector: Selector,
  known: ReadonlySet<string>,
): { readonly word: string; readonly column: number } {
  const words = describeSelector(selector);
  return words.find(({ word }) => !known.has(word) && word !== 'all') ?? words[0] ?? { word: '', column: 1 };
}
