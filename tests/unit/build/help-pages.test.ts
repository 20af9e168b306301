/** The help pages speak of the app as it is: what they set in bold is said on its screens, and their tables have its states. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import type { UnitStateName } from '#core/run/state.ts';
import { labelUnitState, STATE_MEANINGS } from '#core/words/run/label-unit-state.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const PAGES = globSync('resources/help/*.md', { cwd: ROOT });
const SCREENS = globSync(['renderer/**/*.{ts,tsx}', 'electron/{main,contract,core}/**/*.ts'], { cwd: ROOT })
  .map(read)
  .join('\n')
  .replaceAll(/\s+/g, ' ')
  .replaceAll(/&(?=\w)/g, '')
  .toLowerCase();

/** Names of menus stand before the name of their item, and several names behind each other. */
function namesIn(bold: string): readonly string[] {
  return bold.split(/, | → /).map((name) => name.replace(/[….:]$/, '').toLowerCase());
}

it('every name that a page sets in bold', () => {
  const names = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\*\*([^*\n]+)\*\*/g)].flatMap(([, bold = '']) =>
      namesIn(bold).map((name) => ({ page, name })),
    ),
  );
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter(({ name }) => !SCREENS.includes(name))).toEqual([]);
});

/** The words in the first column of the table below this heading. */
function firstColumn(page: string, head: string): readonly string[] {
  const lines = read(`resources/help/${page}`).split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2;
  const to = lines.findIndex((line, at) => at >= from && !line.startsWith('|'));
  return lines
    .slice(from, to < 0 ? undefined : to)
    .flatMap((line) => line.split('|')[1]?.trim().split(', ') ?? []);
}

it('every state of a step on a host, by the word that the app has for it', () => {
  const states = Object.keys(STATE_MEANINGS) as UnitStateName[];
  const words = states.flatMap((state) => [labelUnitState(state, null), labelUnitState(state, 'failed')]);
  const unobserved = ['connection lost', 'reconnecting'];
  expect(firstColumn('3-states.md', 'State').toSorted()).toEqual(
    [...new Set([...words, ...unobserved])].toSorted(),
  );
});

it('every kind of step', () => {
  const kinds = firstColumn('2-steps.md', 'Kind').map((kind) => kind.replaceAll('`', ''));
  expect(kinds.toSorted()).toEqual(Object.keys(STEP_KINDS).toSorted());
});
