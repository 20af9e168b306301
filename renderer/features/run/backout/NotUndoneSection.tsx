import { Checkbox } from '@mantine/core';
import { type StoreApi, useStore } from 'zustand';
import type { Backout, NotUndone } from '#core/run/backout.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { sayCount } from '../wording.ts';
import classes from './backout.module.css';
import type { BackoutStore } from './backout-store.ts';

/** What ran and stays: one line for each step, points of no return first. */
export function NotUndoneSection({
  store,
  backout,
}: {
  readonly store: StoreApi<BackoutStore>;
  readonly backout: Backout;
}) {
  const { acknowledged, acknowledge } = useStore(store);
  const steps = byStep(backout.notUndone);
  if (steps.length === 0) return null;
  return (
    <Section
      title="What is not undone"
      note="These ran and stay as they are. Deal with them by hand where that is needed."
    >
      <ul className={classes['notUndone']}>
        {steps.map(({ first, hosts }) => (
          <li key={`${first.step} ${first.kind}`}>
            <StateMark state={LOOKS[first.kind]} word={WORDS[first.kind]} />
            <div className={classes['words']}>
              <div className={classes['title']}>
                <SafeText text={first.title} />
                <span className={classes['host']}>
                  {hosts.length === 0 ? (
                    ''
                  ) : (
                    <SafeText
                      text={` on ${hosts.length > 4 ? sayCount(hosts.length, 'host') : hosts.join(', ')}`}
                    />
                  )}
                </span>
              </div>
              <div className={classes['says']}>
                <SafeText text={first.because} />
              </div>
            </div>
          </li>
        ))}
      </ul>
      <Checkbox
        mt="md"
        label="I have read what is not undone"
        checked={acknowledged}
        onChange={(event) => acknowledge(event.currentTarget.checked)}
      />
    </Section>
  );
}

const WORDS = {
  'no-return': 'point of no return',
  unsaid: 'nothing said',
  nothing: 'nothing to undo',
} as const;
const LOOKS = { 'no-return': 'stopped', unsaid: 'unknown', nothing: 'skipped' } as const;
const ORDER = ['no-return', 'unsaid', 'nothing'] as const;

interface StepNotUndone {
  readonly first: NotUndone;
  readonly hosts: readonly string[];
}

function byStep(lines: readonly NotUndone[]): readonly StepNotUndone[] {
  const steps = new Map<string, { first: NotUndone; hosts: string[] }>();
  for (const line of lines) {
    const known = steps.get(line.step) ?? { first: line, hosts: [] };
    if (line.host !== null) known.hosts.push(line.host);
    steps.set(line.step, known);
  }
  return [...steps.values()].sort((a, b) => ORDER.indexOf(a.first.kind) - ORDER.indexOf(b.first.kind));
}
