import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIRST_SESSION, keepSession, placeFor, readSession, withPlace, withRecent } from '#main/session.ts';
import { beside, FIRST_PLACE, nameDisplays, onDisplays } from '#main/window-place.ts';

const LEFT = { x: 0, y: 0, width: 1920, height: 1080 };
const RIGHT = { ...LEFT, x: 1920 };

describe('what is kept of the windows', () => {
  it('is there at the next start but for the page that asks hosts for their keys; a damaged file or a page that is none of ours costs nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-session-'));
    const path = join(folder, 'session.json');
    expect(readSession(path)).toEqual(FIRST_SESSION);
    const places = { one: { ...FIRST_PLACE, x: 10, y: 20, width: 1200 } };
    const session = {
      theme: 'dark' as const,
      zoom: 1.5,
      windows: [{ path: '/run/r-1?unit=a@b', places }],
      recent: [{ path: '/run/r-1', title: 'Shop 1' }],
      pinned: [{ path: '/release/shop', title: 'Shop 1' }],
    };
    keepSession(path, session);
    expect(readSession(path)).toEqual(session);
    writeFileSync(
      path,
      JSON.stringify({ ...session, zoom: 99, windows: [{ path: '//evil', places: { one: { width: 3 } } }] }),
    );
    expect(readSession(path)).toEqual({ ...session, zoom: 1, windows: [{ path: '/', places: {} }] });
    writeFileSync(
      path,
      JSON.stringify({ windows: [{ path: '/release/shop/run?plan=deployment', places: {} }] }),
    );
    expect(readSession(path).windows).toEqual([{ path: '/release/shop', places: {} }]);
    writeFileSync(path, 'no JSON');
    expect(readSession(path)).toEqual(FIRST_SESSION);
    rmSync(folder, { recursive: true });
  });

  it('is a place for each set of displays', () => {
    const home = { ...FIRST_PLACE, x: 2000, y: 10 };
    const away = { ...FIRST_PLACE, x: 5, y: 10 };
    const two = nameDisplays([LEFT, RIGHT]);
    const one = nameDisplays([LEFT]);
    expect(nameDisplays([RIGHT, LEFT])).toBe(two);
    const places = withPlace(withPlace({}, two, home), one, away);
    expect(placeFor({ path: '/', places }, two)).toEqual(home);
    expect(placeFor({ path: '/', places }, one)).toEqual(away);
    expect(placeFor({ path: '/', places }, 'others')).toEqual(away);
    expect(placeFor({ path: '/', places: {} }, one)).toEqual(FIRST_PLACE);
  });
});

describe('what was opened last', () => {
  it('is releases and runs, each once, newest first', () => {
    const first = withRecent(withRecent([], '/run/r-1?unit=a', 'Run'), '/release/shop/plan', 'Shop');
    expect(
      withRecent(first, '/run/r-1/recovery', 'Run, found out').map(({ path, title }) => [path, title]),
    ).toEqual([
      ['/run/r-1', 'Run, found out'],
      ['/release/shop', 'Shop'],
    ]);
    expect(withRecent(first, '/settings', 'Settings')).toBe(first);
    expect(withRecent(first, '/release/other', '')).toBe(first);
  });
});

describe('the place of a window', () => {
  it('is forgotten when no display shows it any more', () => {
    const place = { ...FIRST_PLACE, x: 2500, y: 10 };
    expect(onDisplays(place, [LEFT])).toEqual({ ...place, x: null, y: null });
    expect(onDisplays(place, [LEFT, RIGHT])).toEqual(place);
  });

  it('is no larger than its display, as after a change of resolution', () => {
    const small = { x: 0, y: 0, width: 1280, height: 800 };
    expect(onDisplays({ ...FIRST_PLACE, x: 0, y: 0 }, [small])).toMatchObject({ width: 1280, height: 800 });
  });

  it('of a further window does not hide the one before', () => {
    expect(beside({ ...FIRST_PLACE, x: 10, y: 20, maximized: true })).toMatchObject({
      x: 42,
      y: 52,
      maximized: false,
    });
  });
});
