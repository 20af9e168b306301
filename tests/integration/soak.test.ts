import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../soak/main.ts', import.meta.url));

const FEW = ['sleeps', 'take-overs', 'clones', 'restored', 'truncated'].flatMap((kind) => [`--${kind}`, '2']);

const LONGEST_MS = 10 * 60_000;

it('loses, repeats and forgets no step while engine and connections are killed, and no byte of output', {
  timeout: LONGEST_MS,
}, async () => {
  const words = ['--kills', '25', '--drops', '5', '--hosts', '3', ...FEW];
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words]);
  const figures = Object.fromEntries(
    [...stdout.matchAll(/^([a-z -]+?) {2,}(\S.*)$/gm)].map(([, name = '', figure]) => [name, figure]),
  );
  expect(figures).toMatchObject({
    kills: '25',
    unknown: '0',
    lost: '0',
    duplicated: '0',
    unrecorded: '0',
    litter: '0',
    drops: expect.stringMatching(/^5, found again [5-9]\d* times, \d+ bytes stored to the byte$/),
    sleeps: '2',
    'take-overs': '2',
    clones: '2',
    restored: '2',
    truncated: '2',
    doubled: '0',
    missing: '0',
    evidence: 'whole',
  });
  expect(Number(figures['steps'])).toBeGreaterThan(0);
});
