/** Carries out or takes up one run as the command line does, and kills itself at a named point. */
import { dirname } from 'node:path';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { conduct } from '#cli/conduct.ts';
import { loadReleaseFile } from '#cli/release-file.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunListener } from '#engine/run-handle.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { beginRun, type RunSetup, type RunWish, resumeOpenRun } from '#operations/start-run.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import type { EngineWish, Wish } from './engine.ts';
import { withFailpoint } from './failpoints.ts';

const OPERATOR = 'soak';
const CHOICE: RunWish = {
  plan: 'deployment',
  environment: 'lab',
  limit: null,
  vars: {},
  mode: 'live',
  operator: OPERATOR,
  force: false,
};

const [told = ''] = process.argv.slice(2);
process.exitCode = await carryOut(JSON.parse(told) as EngineWish);

async function carryOut({ wish, data, key, answers, failpoint }: EngineWish): Promise<number> {
  const library = unwrap(await openLibrary(data, { clock: createClock() }));
  const folder = 'file' in wish ? dirname(wish.file) : process.cwd();
  const { setup, transport } = createRunSetup(library, folder, {
    credentials: new Map([['default', { kind: 'key', path: key, passphrase: null }]]),
    secrets: new Map(),
    knownHosts: [],
  });
  const trapped = withFailpoint(setup, failpoint);
  try {
    return await conduct({
      library,
      operator: OPERATOR,
      options: { jsonl: true, ...(answers === null ? {} : { answers }) },
      asked: () => null,
      begin: (listener) => begin(trapped, wish, listener),
    });
  } finally {
    await transport.close();
    library.close();
  }
}

async function begin(setup: RunSetup, wish: Wish, listener: RunListener) {
  if ('run' in wish) return resumeOpenRun({ setup, run: wish.run as RunId, listener }, OPERATOR);
  const { loaded } = await loadReleaseFile(wish.file);
  return beginRun({ setup, loaded, listener }, CHOICE);
}
