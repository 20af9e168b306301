import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { APP_COMMAND_IDS, type AppCommandId, appCommand } from '#contract/app-commands.ts';
import { type MenuFacts, menuTemplate } from '#main/menu.ts';
import { jumpList } from '#main/recent-lists.ts';

vi.mock('electron', () => ({ Menu: {}, app: {} }));

const ACTS = { run: () => undefined, openPage: () => undefined };

function menuOn(platform: NodeJS.Platform, given: Partial<MenuFacts> = {}) {
  const facts: MenuFacts = {
    platform,
    isPackaged: true,
    enabled: new Set(),
    recent: [],
    pinned: [],
    keys: {},
    ...given,
  };
  const bar = menuTemplate(facts, ACTS);
  const items = bar.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[]);
  return { bar, items, item: (id: AppCommandId) => items.find((each) => each.id === id) };
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu bar on %s', (platform) => {
  it('has every command once, and no two on the same keys', () => {
    const { items } = menuOn(platform);
    const ids = items.flatMap(({ id }) => (id && id !== 'recent' ? [id] : []));
    expect(ids.toSorted()).toEqual(APP_COMMAND_IDS.toSorted());
    const keys = items.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []));
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('allows what the page can do, and what the window always can', () => {
    const { items } = menuOn(platform, { enabled: new Set(['stop']) });
    const allowed = items.filter(({ id, enabled }) => id && enabled).map(({ id }) => id);
    expect(allowed.toSorted()).toEqual(
      ['stop', ...APP_COMMAND_IDS.filter((id) => appCommand(id).by === 'window')].toSorted(),
    );
  });

  it('takes no bare letter from somebody who writes', () => {
    const { items } = menuOn(platform);
    const bare = items.filter(({ accelerator }) => accelerator?.length === 1);
    expect(bare.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
    expect(bare.length > 0).toBe(platform !== 'darwin');
  });
});

it('on macOS begins with the menu of the program, where its settings and its end are', () => {
  const [program] = menuOn('darwin').bar;
  const of = program?.submenu as MenuItemConstructorOptions[];
  expect(program?.label).toBe('Holdpoint');
  expect(of.flatMap(({ id, role }) => id ?? role ?? [])).toEqual([
    'about',
    'settings',
    'services',
    'hide',
    'hideOthers',
    'unhide',
    'quit',
  ]);
  expect(menuOn('darwin').bar.find(({ label }) => label === '&Window')?.role).toBe('window');
});

it('lists what was opened last, as text', () => {
  const recent = [{ title: 'Cut & dry', path: '/release/cut' }];
  const { items } = menuOn('linux', { recent });
  const list = items.find(({ id }) => id === 'recent')?.submenu as MenuItemConstructorOptions[];
  expect(list.map(({ label }) => label)).toEqual(['Cut && dry']);
});

it('puts what a person has pinned in front, once', () => {
  const [cut, desk, run] = ['cut', 'desk', 'run'].map((title) => ({ title, path: `/release/${title}` }));
  if (!cut || !desk || !run) throw new Error('three were made');
  const labelsOf = (given: Partial<MenuFacts>) => {
    const list = menuOn('linux', given).items.find(({ id }) => id === 'recent');
    return ((list?.submenu ?? []) as MenuItemConstructorOptions[]).map(({ label, type }) => label ?? type);
  };
  expect(labelsOf({ recent: [run, cut], pinned: [cut, desk] })).toEqual(['cut', 'desk', 'separator', 'run']);
  expect(labelsOf({ recent: [cut], pinned: [cut] })).toEqual(['cut']);
});

it('has the keys that a person has given, and none where they were taken away', () => {
  const { item, items } = menuOn('linux', { keys: { runs: 'Mod+Alt+R', hosts: null, 'zoom-in': 'F9' } });
  expect(item('runs')?.accelerator).toBe('CmdOrCtrl+Alt+R');
  expect(item('hosts')).not.toHaveProperty('accelerator');
  expect(items.filter(({ accelerator }) => accelerator === 'CmdOrCtrl+=')).toEqual([]);
});

it('makes a jump list for Windows of links, which the program that runs takes over', () => {
  const recent = [
    { title: 'Order desk 2.4.0', path: '/release/order-desk' },
    { title: 'Settings', path: '/settings' },
  ];
  expect(jumpList({ recent, pinned: [] }, 'C:\\Holdpoint.exe')).toMatchObject([
    { type: 'custom', items: [{ title: 'Order desk 2.4.0', args: 'holdpoint://release/order-desk' }] },
  ]);
  expect(jumpList({ recent: [], pinned: recent }, 'C:\\Holdpoint.exe')).toMatchObject([
    { name: 'Pinned', items: [{ title: 'Order desk 2.4.0' }] },
  ]);
  expect(jumpList({ recent: [], pinned: [] }, 'C:\\Holdpoint.exe')).toEqual([]);
});
