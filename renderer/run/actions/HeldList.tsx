import { List } from '@mantine/core';
import { isHeld } from '#core/run/held-hosts.ts';
import { preflightCauses } from '#core/run/preflight-causes.ts';
import type { RunState } from '#core/run/state.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRunParts } from '../live/run-context.ts';

/** Who holds which hosts, one line for each run that does. */
export function HeldList() {
  const said = heldElsewhere(useRunParts('preflight', 'header'));
  return (
    <List size="sm" style={{ overflowWrap: 'anywhere' }}>
      {said.map((message) => (
        <List.Item key={message}>
          <SafeText text={message} />
        </List.Item>
      ))}
    </List>
  );
}

/** What preflight says of hosts that another run or another workstation holds. */
export function heldElsewhere({
  preflight,
  header,
}: Pick<RunState, 'preflight' | 'header'>): readonly string[] {
  if (preflight === null) return [];
  return preflightCauses(preflight, header.run)
    .filter(isHeld)
    .map(({ message }) => message);
}
