import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { unitKey } from '#core/run/state.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { useRun, useRunState } from '#run/live/run-context.ts';
import { labelUnit } from '#run/wording.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './recovery.module.css';
import type { FoundGroup, FoundLine } from './recovery-lines.ts';
import { FOUND } from './recovery-lines.ts';

const SHOWN = 12;

/** One finding with a line for each of its units. */
export function FoundList({ group }: { readonly group: FoundGroup }) {
  const [all, setAll] = useState(false);
  const { title, means } = FOUND[group.found];
  const { lines } = group;
  const shown = all ? lines : lines.slice(0, SHOWN);
  return (
    <Section title={`${title} (${lines.length})`} note={means}>
      <ul className={classes.lines} data-found={group.found}>
        {shown.map((line) => (
          <Line key={unitKey(line.unit)} line={line} />
        ))}
      </ul>
      {lines.length > shown.length ? (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setAll(true)}>
          {`Show all ${lines.length}`}
        </Button>
      ) : null}
    </Section>
  );
}

function Line({ line }: { readonly line: FoundLine }) {
  const { plan } = useRunState();
  const run = useRun((store) => store.run);
  return (
    <li>
      <span className={classes.lineState}>
        <StateMark state={line.state} />
      </span>
      <Link href={`/run/${run}?unit=${encodeURIComponent(unitKey(line.unit))}`} className={classes.lineUnit}>
        <SafeText text={labelUnit(plan, line.unit)} />
      </Link>
      <span className={classes.lineSays}>
        <SafeText text={line.says} />
      </span>
      <span className={classes.lineSince}>
        {line.seenUntil === null ? '' : `last seen ${formatMoment(line.seenUntil)}`}
      </span>
    </li>
  );
}
