import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconBan, IconFileCheck } from '@tabler/icons-react';
import type { UnitRef } from '#core/run/events.ts';
import { useRun, useRunState } from '../live/run-context.ts';
import { unitsToRecord } from './paper-work.ts';

/** What can be done about a unit's host, and about the unit, in the middle of a run. */
export function HostMenuItems({ unit }: { readonly unit: UnitRef }) {
  const state = useRunState();
  const openDialog = useRun((store) => store.show.openDialog);
  const { host } = unit;
  const canRecord = unitsToRecord(state, unit.step).includes(host);
  return (
    <>
      {host === null ? null : state.excluded.has(host) ? (
        <Menu.Item
          leftSection={<IconArrowBackUp size={15} />}
          onClick={() => openDialog({ kind: 'include', host })}
        >
          Include host again…
        </Menu.Item>
      ) : (
        <Menu.Item
          leftSection={<IconBan size={15} />}
          onClick={() => openDialog({ kind: 'exclude', hosts: [host] })}
        >
          Exclude host…
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconFileCheck size={15} />}
        disabled={!canRecord}
        onClick={() => openDialog({ kind: 'record', unit })}
      >
        Record as done on paper…
      </Menu.Item>
    </>
  );
}
