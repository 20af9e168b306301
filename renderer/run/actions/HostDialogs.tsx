import { Text } from '@mantine/core';
import type { HostName } from '#core/release/model.ts';
import { allUnits, BAD, IN_FLIGHT, type Unit } from '#core/run/state.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunParts, useRunState } from '../live/run-context.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

interface HostDialogProps extends DialogProps {
  readonly host: HostName;
}

export function ExcludeDialog({ hosts, ...props }: DialogProps & { readonly hosts: readonly HostName[] }) {
  const exclude = useRun((store) => store.ask.hosts.exclude);
  const units = useUnitsOf(hosts);
  const one = hosts.length === 1;
  const waiting = units.filter((unit) => unit.state === 'waiting').length;
  const running = units.filter((unit) => IN_FLIGHT.has(unit.state)).length;
  return (
    <WishDialog
      {...props}
      name={`exclude ${hosts.join(' ')}`}
      title={one ? 'Exclude this host?' : `Exclude ${formatCount(hosts.length, 'host')}?`}
      noteLabel="Reason"
      noteRequired
      action={one ? 'Exclude host' : 'Exclude hosts'}
      onWish={(wish) => exclude(hosts, wish)}
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <b>
          <SafeText text={formatNames(hosts, 12)} />
        </b>{' '}
        {describeExclusion({ one, waiting, running })}
      </Text>
    </WishDialog>
  );
}

interface Exclusion {
  readonly one: boolean;
  readonly waiting: number;
  readonly running: number;
}

/** To follow the names of the hosts. */
function describeExclusion({ one, waiting, running }: Exclusion): string {
  return [
    `${one ? 'takes' : 'take'} no further step of this run: ${formatCount(waiting, 'step of the plan is', 'steps of the plan are')} left out there.`,
    ...(running > 0 ? ['What is running there now continues to its end.'] : []),
    `What ran there stays as it is. You can include ${one ? 'the host' : 'each host'} again as long as the run is open.`,
  ].join(' ');
}

export function IncludeDialog({ host, ...props }: HostDialogProps) {
  const includeAgain = useRun((store) => store.ask.hosts.includeAgain);
  const { excluded } = useRunParts('excluded');
  const units = useUnitsOf([host]);
  const missed = units.filter((unit) => unit.state === 'excluded').length;
  const bad = units.filter((unit) => BAD.has(unit.state) && unit.state !== 'unknown').length;
  const unknown = units.filter((unit) => unit.state === 'unknown').length;
  return (
    <WishDialog
      {...props}
      name={`include ${host}`}
      title="Include this host again?"
      action="Include host again"
      onWish={(wish) => includeAgain(host, wish)}
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <b>
          <SafeText text={host} />
        </b>{' '}
        was excluded: <SafeText text={describeWhy(excluded.get(host) ?? null)} />.
      </Text>
      <Text size="sm">
        {`It takes part again, from the first step that it missed (${formatCount(missed, 'step')} so far). ${bad > 0 ? `What failed there is tried again (${formatCount(bad, 'step')}). ` : ''}${
          unknown > 0
            ? `Holdpoint asks you about what is unknown there (${formatCount(unknown, 'step')}).`
            : ''
        }`}
      </Text>
    </WishDialog>
  );
}

function useUnitsOf(hosts: readonly HostName[]): readonly Unit[] {
  const wanted = new Set<HostName | null>(hosts);
  return [...allUnits(useRunState())].filter((unit) => wanted.has(unit.ref.host));
}
