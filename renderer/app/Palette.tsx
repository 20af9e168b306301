import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import {
  type Icon,
  IconAppWindow,
  IconCopy,
  IconEye,
  IconFile,
  IconFileText,
  IconHelpCircle,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { doCommand, useKeyChanges, usePossible } from '#bridge/app-commands.ts';
import { APP_COMMAND_IDS, type AppCommandId, appCommand, type MenuName } from '#contract/app-commands.ts';
import { type KeyChanges, keysOf } from '#contract/app-keys.ts';
import { VIEWS } from '#features/release/views.ts';
import { Finder } from './Finder.tsx';
import { Keys } from './Keys.tsx';
import { type FoundThings, NOTHING_FOUND, readThings, thingGroups } from './things.tsx';

/** Everything by keyboard: what can be done now, with its keys, and every place, release, run, host and step. */
export function Palette() {
  const [path, navigate] = useLocation();
  const possible = usePossible();
  const keys = useKeyChanges();
  const [things, setThings] = useState<FoundThings>(NOTHING_FOUND);
  return (
    <Finder
      label="Search or command"
      placeholder="Search places, releases, runs, hosts and steps, or choose a command"
      groups={[...partGroup(path, navigate), commandGroup(possible, keys), ...thingGroups(things, navigate)]}
      onOpen={() => void readThings(setThings)}
    />
  );
}

const ICONS: Readonly<Record<MenuName, Icon>> = {
  file: IconFile,
  edit: IconCopy,
  view: IconEye,
  run: IconPlayerPlay,
  window: IconAppWindow,
  help: IconHelpCircle,
};

function commandGroup(possible: readonly AppCommandId[], changes: KeyChanges): SpotlightActionGroupData {
  const shown = APP_COMMAND_IDS.filter(
    (id) => id !== 'palette' && (possible.includes(id) || appCommand(id).by === 'window'),
  );
  return { group: 'Commands', actions: shown.map((id) => actionOf(id, keysOf(id, changes))) };
}

function actionOf(id: AppCommandId, keys: string | undefined): SpotlightActionData {
  const { menu, label } = appCommand(id);
  const Glyph = ICONS[menu];
  return {
    id: `do ${id}`,
    label,
    leftSection: <Glyph size={18} stroke={1.5} />,
    ...(keys === undefined ? {} : { rightSection: <Keys keys={keys} /> }),
    onClick: () => void doCommand(id),
  };
}

/** The parts of the release that is open. */
function partGroup(path: string, navigate: (to: string) => void): SpotlightActionGroupData[] {
  const release = /^\/release\/([^/]+)/.exec(path)?.[1];
  if (release === undefined) return [];
  const actions = VIEWS.map(({ id, label }) => ({
    id: `part ${id}`,
    label,
    leftSection: <IconFileText size={18} stroke={1.5} />,
    onClick: () => navigate(`/release/${release}/${id}`),
  }));
  return [{ group: 'This release', actions }];
}
