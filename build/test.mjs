/**
 * `npm test`: everything that is checked, in order, stopping at the first stage that fails. `--long` tries all random cases, sizes
 * and surroundings, of which every build tries a part.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundle } from './provision/bundle.mjs';
import { endOnSignals, show } from './provision/command.mjs';
import { electronLaunch } from './provision/electron-runtime.mjs';
import { ROOT } from './provision/places.mjs';
import { countPlaywright, countVitest, NOTHING, sum } from './test-counts.mjs';

/** As seen from the checkout: a shell of Windows, which takes the words of vitest apart, meets no blank of the path above it. */
const REPORTS = '.cache/test-reports';
const report = (name) => `${REPORTS}/${name}.json`;

if (process.argv.includes('--long')) process.env.HOLDPOINT_LONG = '1';

/** The first stages are what `npm run check` does, with the tests' results kept for counting. */
const STAGES = [
  { title: 'format and lint', work: () => npmRun('lint') },
  {
    title: 'boundaries, dead code and types, side by side',
    work: () => allGood(['boundaries', 'dead-code', 'typecheck'].map(npmRun)),
  },
  { title: 'build', work: () => ensureBundle().then(() => true) },
  { title: 'unit tests', work: () => vitest('unit'), count: () => countVitest(join(ROOT, report('unit'))) },
  {
    title: 'port tests',
    work: () => vitest('ports', ['--maxWorkers=3']),
    count: () => countVitest(join(ROOT, report('ports'))),
  },
  {
    title: 'integration tests',
    work: () => vitest('integration', ['--maxWorkers=3']),
    count: () => countVitest(join(ROOT, report('integration'))),
  },
  { title: 'end-to-end tests', work: endToEnd, count: () => countPlaywright(join(ROOT, report('e2e'))) },
];

endOnSignals();
/** Command lines are started over a thousand times: what Node compiles of them is kept for the next. */
process.env.NODE_COMPILE_CACHE ??= join(ROOT, '.cache/compiled');
rmSync(join(ROOT, REPORTS), { recursive: true, force: true });
mkdirSync(join(ROOT, REPORTS), { recursive: true });

let counts = NOTHING;
for (const stage of STAGES) {
  const { isGood, counted } = await carryOut(stage);
  counts = sum(counts, counted);
  if (!isGood) break;
}
if (counts.passed === 0 && counts.failed === 0) {
  console.log('\nno test ran, which is a failure');
  counts = { ...counts, failed: 1 };
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed > 0 ? 1 : 0;

/**
 * Does one stage and says how long it took. A stage that fails without a failed test counts as one.
 * @param {{ title: string, work: () => Promise<boolean>, count?: () => import('./test-counts.mjs').Counts }} stage
 */
async function carryOut({ title, work, count }) {
  console.log(`\n━━ ${title}`);
  const startedAt = Date.now();
  const endedWell = await work().catch((error) => void console.log(error.message));
  const counted = count?.() ?? NOTHING;
  const isGood = endedWell === true && counted.failed === 0;
  console.log(
    `━━ ${title}: ${isGood ? 'ok' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  if (isGood || counted.failed > 0) return { isGood, counted };
  return { isGood, counted: { ...counted, failed: 1 } };
}

/** Whether all of them ended well, once all have ended. */
async function allGood(works) {
  return (await Promise.all(works)).every(Boolean);
}

function npmRun(script) {
  return succeeds('npm', ['run', '--silent', script]);
}

/** Port and integration tests mostly wait for hosts, so more of them go side by side than there are processors. */
function vitest(project, more = []) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report(project)}`];
  return succeeds('vitest', [
    'run',
    '--config',
    'build/vitest.config.ts',
    '--project',
    project,
    ...more,
    ...reporters,
  ]);
}

async function endToEnd() {
  console.log(electronLaunch().why);
  const args = ['test', '--config', 'build/playwright.config.ts', '--reporter=list,json'];
  return succeeds('playwright', args, { PLAYWRIGHT_JSON_OUTPUT_FILE: join(ROOT, report('e2e')) });
}

/** Runs a program of the checkout; true when it ended well. */
async function succeeds(program, args, extraEnv = {}) {
  const env = { ...process.env, ...extraEnv };
  return (await show(program, args, { cwd: ROOT, env, shell: process.platform === 'win32' })) === 0;
}
