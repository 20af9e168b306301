import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReserve } from '#adapters/sqlite/reserve.ts';
import { StoreFailure } from '#engine/ports.ts';
import { createHeldDisk } from '#support/held-disk.ts';

let folder = '';
const file = () => join(folder, 'reserve.bin');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-reserve-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Finds no room as long as the reserve takes it. */
const recording = () => {
  if (existsSync(file())) throw new StoreFailure('disk-full', 'no room');
  return 'recorded';
};

describe('the reserve of a full disk that another program holds open', () => {
  it.each(['EBUSY', 'EPERM', 'UNKNOWN'] as const)('is given up once it is let go (%s)', (code) => {
    const disk = createHeldDisk({ code, calls: ['rmSync'] });
    const reserve = createReserve(folder, 4096, disk);
    disk.hold(4);
    expect(reserve.spend(recording, false)).toBe('recorded');
    expect(disk.waitedMs()).toBe(150);
  });

  it('stays where it is never let go, and the full disk is what is told', () => {
    const disk = createHeldDisk({ calls: ['rmSync'] });
    const reserve = createReserve(folder, 4096, disk);
    disk.hold(8);
    expect(() => reserve.spend(recording, false)).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(existsSync(file())).toBe(true);
    expect(reserve.spend(recording, false)).toBe('recorded');
  });
});
