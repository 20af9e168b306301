import { expect, it } from 'vitest';
import { NO_LOG } from '#adapters/log/program-log.ts';
import { INTERNAL } from '#contract/errors.ts';
import type { Backup } from '#core/library/backup.ts';
import { createBackups } from '#worker/backups.ts';

const AT = '2026-11-21T04:25:00.000Z';
const made: Backup = {
  id: 'b',
  path: '/nas/b.db',
  reason: 'run',
  at: AT,
  bytes: 1,
  check: { at: AT, findings: [] },
  contents: null,
};

const DAMAGE = { run: null, seq: null, code: 'database-damaged', said: 'page 3 is never used' } as const;

type Tried = Awaited<ReturnType<Parameters<typeof createBackups>[0]['work']['make']>>;

it('a backup that failed after a run is told until the next is made', async () => {
  const results: (Tried | Error)[] = [
    { ok: false, error: { code: 'disk-full', message: 'The disk of /nas is full. Free some space.' } },
    new Error('nobody expected this'),
    { ok: true, value: { ...made, check: { at: AT, findings: [DAMAGE] } } },
    { ok: true, value: made },
  ];
  let told = 0;
  const backups = createBackups(
    {
      library: { folder: '/nowhere', id: 'l', readSetting: () => null },
      clock: { now: () => new Date(AT) },
      work: {
        make() {
          const next = results.shift();
          return next instanceof Error || next === undefined
            ? Promise.reject(next ?? new Error('no more'))
            : Promise.resolve(next);
        },
      },
    },
    NO_LOG,
    () => {
      told += 1;
    },
  );
  const said = [];
  while (results.length > 0) {
    await backups.afterRun();
    said.push(backups.failure()?.message ?? null);
  }
  expect(said).toEqual([
    'The disk of /nas is full. Free some space.',
    `${INTERNAL}.`,
    'The backup /nas/b.db is damaged: the library file is damaged: page 3 is never used. Check the disk, then make another.',
    null,
  ]);
  expect(told).toBe(4);
});
