/** The menu bar, made of the one table of commands. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import {
  APP_COMMAND_IDS,
  type AppCommandId,
  acceleratorOf,
  appCommand,
  isBareKey,
  type MenuName,
} from '#contract/app-commands.ts';
import { type KeyChanges, keysOf } from '#contract/app-keys.ts';

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  /** Developers' items are for those who build Holdpoint. */
  readonly isPackaged: boolean;
  /** What can be done in the current window. */
  readonly enabled: ReadonlySet<AppCommandId>;
  /** Releases and runs that were opened last. */
  readonly recent: readonly OpenedPage[];
  /** Those that a person has pinned; they stand in front of the others. */
  readonly pinned: readonly OpenedPage[];
  readonly keys: KeyChanges;
}

interface OpenedPage {
  readonly title: string;
  readonly path: string;
}

export interface MenuActs {
  run(id: AppCommandId): void;
  openPage(path: string): void;
}

type Item = MenuItemConstructorOptions;
const isMac = ({ platform }: MenuFacts): boolean => platform === 'darwin';

export function setMenu(facts: MenuFacts, acts: MenuActs): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(facts, acts)));
}

/** Pure: the whole bar, as each platform expects it. */
export function menuTemplate(facts: MenuFacts, acts: MenuActs): Item[] {
  const items = (menu: MenuName): Item[] => itemsOf(menu, facts, acts);
  const mac = isMac(facts);
  const file = items('file');
  const recent: Item = { id: 'recent', label: 'Open &recent', submenu: recentItems(facts, acts) };
  const developer: Item[] = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    ...(mac ? [applicationMenu(facts, acts)] : []),
    {
      label: '&File',
      submenu: [
        ...file.slice(0, 2),
        recent,
        ...file.slice(2),
        { type: 'separator' },
        { role: 'close' },
        ...(mac ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { label: '&Edit', submenu: [...EDIT, ...items('edit')] },
    {
      label: '&View',
      submenu: [
        ...items('view'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(facts.isPackaged ? [] : developer),
      ],
    },
    { label: '&Run', submenu: items('run') },
    {
      label: '&Window',
      ...(mac ? { role: 'window' as const } : {}),
      submenu: [
        ...items('window'),
        { type: 'separator' },
        { role: 'minimize' },
        ...(mac ? [{ role: 'zoom' } as const, { role: 'front' } as const] : []),
      ],
    },
    { label: '&Help', role: 'help', submenu: items('help') },
  ];
}

const EDIT: readonly Item[] = [
  { role: 'undo' },
  { role: 'redo' },
  { type: 'separator' },
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'selectAll' },
];

/** On macOS what belongs to the program stands under its name. */
const UNDER_THE_NAME: ReadonlySet<AppCommandId> = new Set(['settings', 'about']);

function applicationMenu(facts: MenuFacts, acts: MenuActs): Item {
  return {
    label: 'Holdpoint',
    submenu: [
      commandItem('about', facts, acts),
      { type: 'separator' },
      commandItem('settings', facts, acts),
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

function itemsOf(menu: MenuName, facts: MenuFacts, acts: MenuActs): Item[] {
  return APP_COMMAND_IDS.filter(
    (id) => appCommand(id).menu === menu && !(isMac(facts) && UNDER_THE_NAME.has(id)),
  ).flatMap((id, index) => [
    ...(appCommand(id).line && index > 0 ? [{ type: 'separator' } as const] : []),
    commandItem(id, facts, acts),
    ...alsoItem(id, facts, acts),
  ]);
}

function commandItem(id: AppCommandId, facts: MenuFacts, acts: MenuActs): Item {
  const { label, by } = appCommand(id);
  const keys = keysOf(id, facts.keys);
  return {
    id,
    label,
    enabled: by === 'window' || facts.enabled.has(id),
    ...(keys === undefined ? {} : keyOf(keys, facts)),
    click: () => acts.run(id),
  };
}

/** A bare letter is the page's, which knows whether somebody is writing; macOS would take it even so. */
function keyOf(keys: string, facts: MenuFacts): Pick<Item, 'accelerator' | 'registerAccelerator'> {
  if (!isBareKey(keys)) return { accelerator: acceleratorOf(keys) };
  return isMac(facts) ? {} : { accelerator: keys, registerAccelerator: false };
}

function alsoItem(id: AppCommandId, { keys }: MenuFacts, acts: MenuActs): Item[] {
  const { also } = appCommand(id);
  if (also === undefined || keys[id] !== undefined) return [];
  return [
    {
      label: id,
      visible: false,
      acceleratorWorksWhenHidden: true,
      accelerator: acceleratorOf(also),
      click: () => acts.run(id),
    },
  ];
}

function recentItems({ recent, pinned }: MenuFacts, acts: MenuActs): Item[] {
  const itemOf = ({ title, path }: OpenedPage): Item => ({
    label: title.replaceAll('&', '&&'),
    click: () => acts.openPage(path),
  });
  const others = recent.filter(({ path }) => pinned.every((each) => each.path !== path));
  if (others.length + pinned.length === 0) return [{ label: 'Nothing was opened yet', enabled: false }];
  const line: Item[] = others.length > 0 && pinned.length > 0 ? [{ type: 'separator' }] : [];
  return [...pinned.map(itemOf), ...line, ...others.map(itemOf)];
}
