import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIRST_PLACE, keepPlace, onScreens, readPlace } from '#main/window-place.ts';

describe('the place of the window', () => {
  it('is kept from one start to the next, and a damaged file costs nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-place-'));
    const path = join(folder, 'window.json');
    expect(readPlace(path)).toEqual(FIRST_PLACE);
    const place = { ...FIRST_PLACE, x: 10, y: 20, width: 1200, theme: 'dark' as const };
    keepPlace(path, place);
    expect(readPlace(path)).toEqual(place);
    writeFileSync(path, '{"width": 3}');
    expect(readPlace(path)).toEqual(FIRST_PLACE);
    rmSync(folder, { recursive: true });
  });

  it('is forgotten when no screen shows it any more', () => {
    const screen = { x: 0, y: 0, width: 1920, height: 1080 };
    const place = { ...FIRST_PLACE, x: 2500, y: 10 };
    expect(onScreens(place, [screen])).toEqual({ ...place, x: null, y: null });
    expect(onScreens(place, [screen, { ...screen, x: 1920 }])).toEqual(place);
  });
});
