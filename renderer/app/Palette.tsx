import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconFileImport,
  IconFileText,
  IconMoon,
  IconPackage,
  IconPlayerPlay,
  IconPlus,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import type { ReleaseSummary } from '#contract/commands/releases.ts';
import { VIEWS } from '#features/release/views.ts';
import { noticeFailure } from '#ui/notices.ts';
import { importStore } from './import-release.ts';
import { APP_PLACES, WORK_PLACES } from './places.ts';

/** Everything by keyboard: places, releases and actions. */
export function Palette() {
  const [path, navigate] = useLocation();
  const [releases, setReleases] = useState<readonly ReleaseSummary[]>([]);
  const actions = useActions(navigate);
  const read = () =>
    void bridge
      .call('release.list', {})
      .then(setReleases)
      .catch((cause: unknown) => noticeFailure('The releases could not be read', cause));
  return (
    <Spotlight
      actions={[...partGroup(path, navigate), ...actions, releaseGroup(releases, navigate)]}
      onSpotlightOpen={read}
      shortcut={['mod + K']}
      limit={40}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      scrollable
      maxHeight={420}
      nothingFound="Nothing has this name."
      searchProps={{
        'aria-label': 'Find or do',
        placeholder: 'Find a place or do something',
        leftSection: <IconSearch size={18} stroke={1.5} />,
      }}
    />
  );
}

type Navigate = (to: string) => void;

function releaseGroup(releases: readonly ReleaseSummary[], navigate: Navigate): SpotlightActionGroupData {
  return {
    group: 'Releases',
    actions: releases.map(({ id, name, version }) => ({
      id: `release ${id}`,
      label: name,
      description: version,
      leftSection: <IconPackage size={18} stroke={1.5} />,
      onClick: () => navigate(`/release/${id}`),
    })),
  };
}

/** The parts of the release that is open. */
function partGroup(path: string, navigate: Navigate): SpotlightActionGroupData[] {
  const release = /^\/release\/([^/]+)/.exec(path)?.[1];
  if (release === undefined) return [];
  const parts = VIEWS.map(({ id, label }) => ({
    id: `part ${id}`,
    label,
    leftSection: <IconFileText size={18} stroke={1.5} />,
    onClick: () => navigate(`/release/${release}/${id}`),
  }));
  const start: SpotlightActionData = {
    id: 'start',
    label: 'Start a run',
    leftSection: <IconPlayerPlay size={18} stroke={1.5} />,
    onClick: () => navigate(`/release/${release}/run?plan=deployment`),
  };
  return [{ group: 'This release', actions: [start, ...parts] }];
}

function useActions(navigate: Navigate): SpotlightActionGroupData[] {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme() === 'dark';
  const places = [...WORK_PLACES, ...APP_PLACES].map(
    ({ to, label, icon: Glyph }): SpotlightActionData => ({
      id: `go ${to}`,
      label,
      leftSection: <Glyph size={18} stroke={1.5} />,
      onClick: () => navigate(to),
    }),
  );
  const doings: SpotlightActionData[] = [
    {
      id: 'new',
      label: 'New release',
      leftSection: <IconPlus size={18} stroke={1.5} />,
      onClick: () => navigate('/new'),
    },
    {
      id: 'import',
      label: 'Import a release…',
      leftSection: <IconFileImport size={18} stroke={1.5} />,
      onClick: () => void importStore.getState().byDialog(),
    },
    {
      id: 'theme',
      label: dark ? 'Use the light appearance' : 'Use the dark appearance',
      leftSection: dark ? <IconSun size={18} stroke={1.5} /> : <IconMoon size={18} stroke={1.5} />,
      onClick: () => setColorScheme(dark ? 'light' : 'dark'),
    },
  ];
  return [
    { group: 'Go to', actions: places },
    { group: 'Do', actions: doings },
  ];
}
