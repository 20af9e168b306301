import { Button, Group } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { RunHeader } from '#core/run/events.ts';
import { heldElsewhere } from '#run/actions/HeldList.tsx';
import { useRunParts } from '#run/live/run-context.ts';

/** A run that was refused because of hosts that others hold is begun anew, and then waits for them. */
export function WaitAgain() {
  const { header, preflight, outcome } = useRunParts('header', 'preflight', 'outcome');
  if (outcome !== 'refused' || heldElsewhere({ header, preflight }).length === 0) return null;
  return (
    <Group mt="sm">
      <Button
        component={Link}
        href={placeToWait(header)}
        variant="default"
        leftSection={<IconHourglass size={16} />}
      >
        Wait for these hosts…
      </Button>
    </Group>
  );
}

/** Where the same is started again, with what was said for it filled in. */
function placeToWait(header: RunHeader): string {
  const { releaseId, environment, plan, mode, limit, vars, operator, undoes } = header;
  if (undoes !== null) return `/run/${undoes}/backout?wait=yes`;
  const query = new URLSearchParams({ env: environment, plan, mode, operator, wait: 'yes' });
  if (limit !== null) query.set('limit', limit);
  for (const [name, value] of Object.entries(vars)) query.append('var', `${name}=${value}`);
  return `/release/${releaseId}/run?${query}`;
}
