import { type Icon, IconCircleCheck, IconCircleDashed, IconTruck } from '@tabler/icons-react';
import { StateBadge } from '#ui/StateBadge.tsx';
import type { Tone } from '#ui/state/state-look.ts';
import { REQUIREMENTS } from '../preparation/record-kinds.ts';
import { RecordList } from '../records/RecordList.tsx';
import type { RecordKind } from '../records/record-kind.ts';
import { textOf } from '../text/raw.ts';
import classes from './plan.module.css';

const LOOKS: Readonly<Record<string, { readonly tone: Tone; readonly icon: Icon }>> = {
  needed: { tone: 'care', icon: IconCircleDashed },
  ordered: { tone: 'live', icon: IconTruck },
  installed: { tone: 'good', icon: IconCircleCheck },
  validated: { tone: 'good', icon: IconCircleCheck },
};

const KIND: RecordKind = {
  ...REQUIREMENTS,
  cell: (key, record) => (key === 'state' ? <RequirementState state={textOf(record['state'])} /> : null),
};

/** What the release needs to be there, as the text has it. */
export function Requirements() {
  return (
    <div className={classes.requirements}>
      <RecordList kind={KIND} />
    </div>
  );
}

function RequirementState({ state }: { readonly state: string }) {
  const look = LOOKS[state] ?? { tone: 'quiet' as const, icon: IconCircleDashed };
  return <StateBadge variant="plain" {...look} label={state || 'not given'} />;
}
