import { Anchor, Button } from '@mantine/core';
import { Link } from 'wouter';
import { type StoreApi, useStore } from 'zustand';
import { useCommand } from '#bridge/use-command.ts';
import type { Unfinished } from '#core/backout/unfinished-hosts.ts';
import type { RunId } from '#core/run/events.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import classes from './start.module.css';
import type { StartStore } from './start-store.ts';

/** Which hosts an earlier run left unfinished, where these alone are taken. */
export function FailedOfSection({ store }: { readonly store: StoreApi<StartStore> }) {
  const failedOf = useStore(store, ({ form }) => form.failedOf);
  return failedOf === null ? null : <Taken run={failedOf} store={store} />;
}

function Taken({ run, store }: { readonly run: RunId; readonly store: StoreApi<StartStore> }) {
  const { change, refresh } = useStore(store, ({ prepare }) => prepare);
  const { value: unfinished, problem } = useCommand('run.unfinished', { run });
  const takeAll = (): void => {
    change({ failedOf: null });
    void refresh();
  };
  return (
    <Section
      title="Only the hosts that a run left unfinished"
      note="Hosts on which it is done are left alone. On these, every step of the plan runs from the first."
      actions={
        <Button size="xs" variant="default" onClick={takeAll}>
          Run on all hosts
        </Button>
      }
    >
      <ProblemBar title="The hosts that it left unfinished could not be read" problem={problem} />
      <dl className={classes.taken} aria-label="Hosts that are taken">
        <dt>Run</dt>
        <dd>
          <Anchor inherit component={Link} href={`/run/${run}`}>
            {run}
          </Anchor>
        </dd>
        {unfinished ? <Hosts of={unfinished} /> : null}
      </dl>
    </Section>
  );
}

const SHOWN = 12;

function Hosts({ of: { failed, excluded, waiting } }: { readonly of: Unfinished }) {
  const groups = [
    { word: 'It failed on', hosts: failed },
    { word: 'Were excluded', hosts: excluded },
    { word: 'Their turn never came', hosts: waiting },
  ];
  return groups
    .filter(({ hosts }) => hosts.length > 0)
    .map(({ word, hosts }) => (
      <div key={word}>
        <dt>{word}</dt>
        <dd>
          <b>{formatCount(hosts.length, 'host')}:</b> <SafeText text={formatNames(hosts, SHOWN)} />
        </dd>
      </div>
    ));
}
