import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import {
  claimText,
  dropText,
  guardOf,
  listOverText,
  releaseText,
  renewText,
  seeText,
} from '#engine/lease/texts.ts';
import { endGroupText } from '#engine/remote/end-group.ts';
import { cleanText, listText } from '#engine/remote/record/left-texts.ts';
import { attachText, endText, launchText } from '#engine/remote/record/texts.ts';
import { hashOfFile, scriptText, wrapJob } from '#engine/remote/wrapper.ts';

const place = { run: 'r-1', attempt: 'a1' };
const nonce = 'hpnonce';
const job = { text: 'echo ran', env: { A: 'x'.repeat(40_000) }, cwd: '/srv', sudo: null };
const launch = { place, nonce, text: 'echo ran', sha256: '0', env: job.env, cwd: '/srv', guard: 'true' };
const claim = {
  ...{ run: 'r-1', word: 'hpw', workstation: 'a@b:/c', operator: 'o', at: 'now' },
  basis: { how: 'undoes', run: 'r-0' } as const,
  ...{ mark: `0000000001-${'0'.repeat(64)}`, seq: 1, runs: ['r-1'], seen: '0|-|-|0 0' },
};
const PLACE = { base: '/home/o/.local/state/holdpoint', machine: 'web1-0123', boot: '4567' };
const GUARD = guardOf(claim, { place: PLACE, mark: claim.mark, tidy: true });
const attach = { place, nonce, from: { stdout: 5, stderr: 0 }, fence: 5, follow: true, guard: 'true' };

/**
 * Means what it says, or is not told apart from it: words are split and globs read on purpose, names come from `read`, only
 * the last folder of a path is private.
 */
const ON_PURPOSE = [
  'SC1007',
  'SC1091',
  'SC2012',
  'SC2174',
  'SC2015',
  'SC2016',
  'SC2034',
  'SC2046',
  'SC2086',
  'SC2154',
  'SC2162',
  'SC2181',
  'SC2319',
];
/** POSIX of 2024 has `-ef`; `-O` is in every shell that the records are tried with. */
const IN_EVERY_SHELL = ['SC3013', 'SC3067'];

it.each([
  ['launches a tracked step', launchText(launch)],
  ['attaches to one', attachText(attach)],
  ['ends one', endText(place, 'stop')],
  ['removes what is left of a run', cleanText('r-1')],
  ['lists what is left', listText()],
  ['takes a lease', claimText(claim)],
  ['looks at a lease', seeText('r-1', ['r-1'])],
  ['renews a lease', renewText(claim, { place: PLACE, runs: ['r-1'] })],
  ['gives a lease back', releaseText({ ...claim, place: PLACE })],
  ['drops a lease', dropText(['r-1'], claim)],
  ['lists what a host remembers', listOverText()],
  ['guards a job', `${GUARD.login}\n${GUARD.other}\n${GUARD.outer}:`],
  ['wraps a command', wrapJob(job, nonce).payload],
  ['carries a script', scriptText('sh', 'echo ran', '0')],
  ['hashes a file', hashOfFile('"$hp_f"', 'hp_h')],
  ['ends a process group', endGroupText(1)],
])('shellcheck takes the text that %s for plain POSIX', (_what, text) => {
  const words = ['-s', 'sh', '-S', 'info', '-e', [...ON_PURPOSE, ...IN_EVERY_SHELL].join(), '-'];
  const { status, stdout, error } = spawnSync('shellcheck', words, { input: text, encoding: 'utf8' });
  if (error) throw error;
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
