import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunEventBody } from '#core/run/events.ts';
import { printableFinding } from '#core/words/library/describe-evidence.ts';
import { AT, finished, note, RUN, runCreated, STEP, test, WEB_1 } from './library-fixture.ts';

const intent: RunEventBody = {
  type: 'attemptIntended',
  data: {
    step: STEP as StepId,
    host: WEB_1 as HostName,
    attempt: 1,
    id: 'x',
    command: 'true',
    scriptSha256: null,
  },
};

/** A disk of its own of two megabytes; only the superuser can make one. */
function mountSmallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  return folder;
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!canMount())(
  'gives up its reserve to record what happened, and starts nothing more',
  async ({ store }) => {
    const disk = mountSmallDisk();
    const opened = await openLibrary(disk, { clock: store.clock, reserveBytes: 128 * 1024 });
    if (!opened.ok) throw new Error(opened.error.message);
    const library = opened.value;
    onTestFinished(() => library.close());
    library.append(RUN, [runCreated(library)], AT);
    fill(disk);
    const full = expect.objectContaining({ code: 'disk-full' });
    const tryIntents = () => {
      for (let tries = 0; tries < 2000; tries += 1) library.append(RUN, [intent], AT);
    };
    expect(tryIntents).toThrow(full);
    expect(tryIntents).toThrow(
      /Free at least 640(\.0)? KiB there, then continue; nothing more begins until then/,
    );
    expect(existsSync(join(disk, 'reserve.bin'))).toBe(true);
    expect(library.append(RUN, [note('the outcome')], AT)).toHaveLength(1);
    expect(existsSync(join(disk, 'reserve.bin'))).toBe(false);
    expect(() => library.append(RUN, [intent], AT)).toThrow(full);
    expect(library.append(RUN, [finished], AT)).toHaveLength(1);
    for (const name of readdirSync(disk).filter((each) => each.startsWith('fill-'))) rmSync(join(disk, name));
    expect(library.append(RUN, [intent], AT)).toHaveLength(1);
    expect(existsSync(join(disk, 'reserve.bin'))).toBe(true);
    expect(library.verifyLibrary().findings.map(printableFinding)).toEqual([]);
  },
);

/** Takes what is left of the disk. */
function fill(disk: string): void {
  for (const [index, bytes] of [1_000_000, 100_000, 10_000, 1000].entries()) {
    try {
      for (let piece = 0; piece < 20; piece += 1)
        writeFileSync(join(disk, `fill-${index}-${piece}`), Buffer.alloc(bytes));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
}
