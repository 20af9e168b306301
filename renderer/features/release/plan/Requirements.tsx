import { type Icon, IconCircleCheck, IconCircleDashed, IconTruck } from '@tabler/icons-react';
import { DataTable } from '#ui/DataTable.tsx';
import { Section } from '#ui/Section.tsx';
import { StateBadge } from '#ui/StateBadge.tsx';
import type { Tone } from '#ui/state/state-look.ts';
import { useRaw } from '../release-context.ts';
import { listOf, recordOf, textOf } from '../text/raw.ts';
import classes from './plan.module.css';

const LOOKS: Readonly<Record<string, { readonly tone: Tone; readonly icon: Icon }>> = {
  needed: { tone: 'care', icon: IconCircleDashed },
  ordered: { tone: 'live', icon: IconTruck },
  installed: { tone: 'good', icon: IconCircleCheck },
  validated: { tone: 'good', icon: IconCircleCheck },
};

/** What the release needs to be there, as the text has it. */
export function Requirements() {
  const rows = listOf(useRaw(['infrastructure', 'requirements'])).map(recordOf);
  if (rows.length === 0) return null;
  return (
    <div className={classes.requirements}>
      <Section
        title="Requirements"
        note="What must be there before the window opens. Change them in the source."
      >
        <DataTable
          label="Requirements"
          rows={rows}
          keyOf={(row, index) => textOf(row['id']) || String(index)}
          columns={[
            { key: 'what', title: 'What', cell: (row) => textOf(row['what']) },
            { key: 'lead', title: 'Lead time', cell: (row) => textOf(row['lead_time']) || '–', width: '18%' },
            { key: 'owner', title: 'Owner', cell: (row) => textOf(row['owner']) || '–', width: '16%' },
            {
              key: 'state',
              title: 'State',
              width: '130px',
              cell: (row) => <RequirementState state={textOf(row['state'])} />,
            },
          ]}
        />
      </Section>
    </div>
  );
}

function RequirementState({ state }: { readonly state: string }) {
  const look = LOOKS[state] ?? { tone: 'quiet' as const, icon: IconCircleDashed };
  return <StateBadge variant="plain" {...look} label={state || 'not given'} />;
}
