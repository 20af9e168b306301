/** Selectors: every step on hosts has one, it can be read, and in each environment it matches a host or is known to be of another. */
import type { PlacedStep } from './lint.ts';
import type { Release, Step } from './model.ts';
import type { Path, Problems } from './problems.ts';
import { parseSelector, type Selector, selectHosts, selectorWords } from './selector.ts';
import { didYouMean } from './suggest.ts';

export function lintHosts(release: Release, steps: readonly PlacedStep[], problems: Problems): void {
  for (const phase of [...release.infrastructure, ...release.deployment, ...release.verification])
    checkSelector(phase.on, [...problems.pathOf(phase), 'on'], release, problems);
  for (const placed of steps) {
    const { step, path } = placed;
    checkSelector(step.on, [...path, 'on'], release, problems);
    if (step.action.kind === 'probe')
      checkSelector(step.action.from, [...path, 'probe', 'from'], release, problems);
    if (runsOnHosts(step)) requireOn(placed, problems);
    else refuseHosts(placed, problems);
  }
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
function refuseHosts({ step, path, phaseOn }: PlacedStep, problems: Problems): void {
  refuseOn(step, path, phaseOn, problems);
  if (step.undo.kind !== 'undo' || !runsOnHosts(step.undo) || step.action.kind === 'probe') return;
  problems.error(
    [...path, 'undo'],
    'undo-without-host',
    `"${step.id}" has no hosts that its undo could run on: make it a step of backout.before or backout.after, or undo it by "manual"`,
  );
}

function runsOnHosts({ action }: Pick<Step, 'action'>): boolean {
  switch (action.kind) {
    case 'run':
    case 'script':
    case 'check':
    case 'upload':
    case 'download':
      return true;
    case 'wait':
      return action.until.kind === 'check';
    case 'probe':
    case 'manual':
    case 'hold':
    case 'notify':
      return false;
  }
}

function refuseOn({ id, on, action }: Step, path: Path, phaseOn: string | null, problems: Problems): void {
  if (on !== null) {
    const hint =
      action.kind === 'probe'
        ? 'a probe names the hosts it is made from with from:'
        : `a ${action.kind} step has no hosts`;
    problems.error([...path, 'on'], 'on-unwanted', `${hint}; remove "on"`);
  } else if (phaseOn !== null && action.kind !== 'probe') {
    problems.error(
      [...path, 'id'],
      'hostless-in-rolling',
      `"${id}" has no hosts and stands in a phase that is done batch by batch; move it to a phase of its own`,
    );
  }
}

function checkSelector(text: string | null, path: Path, release: Release, problems: Problems): void {
  if (text === null) return;
  const parsed = parseSelector(text);
  if (!parsed.ok) return problems.error(path, 'bad-selector', parsed.message, { offset: parsed.column - 1 });
  if (release.environments.length === 0) return;
  if (release.environments.some((environment) => selectHosts(parsed.selector, environment.hosts).length > 0))
    return;
  const { word, column } = strangest(parsed.selector, release);
  problems.error(
    path,
    'no-host',
    `"${text}" matches no host of any environment${didYouMean(word, wordsOf(release))}`,
    { offset: column - 1 },
  );
}

function wordsOf(release: Release): Set<string> {
  return new Set(
    release.environments.flatMap((environment) =>
      environment.hosts.flatMap((host) => [host.name, ...host.tags]),
    ),
  );
}

/** The first word that names nothing, or the first word. */
function strangest(selector: Selector, release: Release): { readonly word: string; readonly column: number } {
  const known = wordsOf(release);
  const words = selectorWords(selector);
  return words.find(({ word }) => !known.has(word) && word !== 'all') ?? words[0] ?? { word: '', column: 1 };
}
