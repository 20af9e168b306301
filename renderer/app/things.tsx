/** Releases, runs, hosts and steps of the library, for whoever looks for one by name. */
import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import {
  type Icon,
  IconClock,
  IconListCheck,
  IconPackage,
  IconPin,
  IconPlayerPlay,
  IconServer,
} from '@tabler/icons-react';
import { bridge } from '#bridge/bridge.ts';
import type { Output } from '#contract/commands.ts';
import { describeRun } from '#core/words/backout/describe-backed-out.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { labelPlan } from '#core/words/run/label-run.ts';
import { noticeFailure } from '#ui/notices.ts';
import { spelledLines } from '#ui/output/output-text.ts';

export interface FoundThings {
  readonly releases: Output<'release.contents'>;
  readonly runs: Output<'run.list'>;
  readonly recent: Output<'desktop.recent'>;
  readonly pinned: Output<'desktop.pinned'>;
}

export const NOTHING_FOUND: FoundThings = { releases: [], runs: [], recent: [], pinned: [] };

export async function readThings(take: (things: FoundThings) => void): Promise<void> {
  try {
    const [releases, runs, recent, pinned] = await Promise.all([
      bridge.call('release.contents', {}),
      bridge.call('run.list', { release: null }),
      bridge.call('desktop.recent', {}),
      bridge.call('desktop.pinned', {}),
    ]);
    take({ releases, runs, recent, pinned });
  } catch (cause) {
    noticeFailure('The library could not be read', cause);
  }
}

type Navigate = (to: string) => void;

interface Thing {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: Icon;
  readonly to: string;
}

export function thingGroups(
  { releases, runs, recent, pinned }: FoundThings,
  navigate: Navigate,
  more: 'with recent' | 'all' = 'all',
): SpotlightActionGroupData[] {
  const group = (name: string, things: readonly Thing[]): SpotlightActionGroupData => ({
    group: name,
    actions: things.map((thing) => actionOf(thing, navigate)),
  });
  const listed = (of: FoundThings['recent'], icon: Icon): Thing[] =>
    of.map(({ path, title }) => ({ id: `listed ${path}`, label: title, icon, to: path }));
  const others = recent.filter(({ path }) => pinned.every((each) => each.path !== path));
  return [
    ...(more === 'with recent' && pinned.length > 0 ? [group('Pinned', listed(pinned, IconPin))] : []),
    ...(more === 'with recent' && others.length > 0 ? [group('Opened last', listed(others, IconClock))] : []),
    group('Releases', releases.map(thingOfRelease)),
    group('Runs', runs.map(thingOfRun)),
    group('Hosts', releases.flatMap(hostsOf)),
    group('Steps', releases.flatMap(stepsOf)),
  ];
}

function actionOf(
  { id, label, description, icon: Glyph, to }: Thing,
  navigate: Navigate,
): SpotlightActionData {
  return {
    id,
    label: spelledLines(label),
    ...(description === undefined ? {} : { description: spelledLines(description) }),
    leftSection: <Glyph size={18} stroke={1.5} />,
    onClick: () => navigate(to),
  };
}

type ReleaseThings = FoundThings['releases'][number];

function thingOfRelease({ id, name, version }: ReleaseThings): Thing {
  return { id: `release ${id}`, label: name, description: version, icon: IconPackage, to: `/release/${id}` };
}

function thingOfRun(run: FoundThings['runs'][number]): Thing {
  return {
    id: `run ${run.run}`,
    label: `${run.releaseName} ${run.version}, ${labelPlan(run.plan).toLowerCase()} on ${run.environment}`,
    description: `${describeRun(run)}, ${formatTime(run.startedAt)}, ${run.run}`,
    icon: IconPlayerPlay,
    to: `/run/${run.run}`,
  };
}

function hostsOf({ id, name, hosts }: ReleaseThings): Thing[] {
  return hosts.map((host) => ({
    id: `host ${id} ${host.environment} ${host.name}`,
    label: host.name,
    description: `${host.environment}, ${name}`,
    icon: IconServer,
    to: `/release/${id}/environments?${new URLSearchParams({ in: host.environment, host: host.name })}`,
  }));
}

function stepsOf({ id, name, steps }: ReleaseThings): Thing[] {
  return steps.map((step) => ({
    id: `step ${id} ${step.plan} ${step.id}`,
    label: step.title,
    description: `${labelPlan(step.plan)}, ${name}`,
    icon: IconListCheck,
    to: `/release/${id}/${step.plan}?${new URLSearchParams({ step: step.id })}`,
  }));
}
