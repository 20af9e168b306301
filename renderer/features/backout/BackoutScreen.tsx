import { Anchor } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { type StoreApi, useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import type { RunDetail } from '#contract/commands/run-records.ts';
import { proposedPerson } from '#core/release/people.ts';
import { isProduction } from '#core/release/production.ts';
import type { RunId } from '#core/run/events.ts';
import { operatorIn } from '#core/run/operator.ts';
import { UnreadLosses } from '#run/actions/UnreadLosses.tsx';
import { DraftScope, useTypedOnPage } from '#ui/form/drafts.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { Waiting } from '#ui/Waiting.tsx';
import { WayOut, WhyNot } from '#ui/WhyNot.tsx';
import { BackoutList } from './BackoutList.tsx';
import { BackoutSide } from './BackoutSide.tsx';
import { BackoutTools } from './BackoutTools.tsx';
import classes from './backout.module.css';
import { type BackoutStore, createBackoutStore, WHOLE_LIST } from './backout-store.ts';

/** What ran, newest first, with what takes it back: seen whole, shortened and acknowledged before anything starts. */
export function BackoutScreen({ run }: { readonly run: string }) {
  return (
    <DraftScope value={`run ${run}`}>
      <ListOfRun key={run} run={run} />
    </DraftScope>
  );
}

function ListOfRun({ run }: { readonly run: string }) {
  const store = useKeptStore(run);
  useEffect(() => void store.getState().read.load(), [store]);
  const isToWait = new URLSearchParams(useSearch()).get('wait') === 'yes';
  useEffect(() => store.getState().approve.wait(isToWait), [store, isToWait]);
  useNews((news) => {
    // The run may come to its end while it is looked at here: stopping takes a while.
    if (news.kind === 'libraryChanged' && news.what === 'runs') void store.getState().read.load();
  });
  const { detail, shown, failure } = useStore(store, ({ list }) => list);
  const { refused } = useStore(store, ({ starting }) => starting);
  const header = detail?.header;
  return (
    <div className={classes.page}>
      <PageHeader
        back={
          <Anchor inherit component={Link} href={`/run/${run}`}>
            Back to the run
          </Anchor>
        }
        title={header ? `Back out ${header.releaseName} ${header.version}` : 'Back out'}
        sub={
          header ? (
            <SafeText
              text={`From ${isProduction(header.environmentKind) ? 'production, ' : ''}${header.environment}. Computed from what really ran, newest first.`}
            />
          ) : null
        }
      />
      <div className={classes.content}>
        <div className={classes.main}>
          <WhyNot title="The list could not be made" why={failure} />
          <WhyNot title="The backout was not started" why={refused}>
            <WaysOut store={store} />
          </WhyNot>
          {detail ? (
            <UnreadLosses header={detail.header} losses={detail.unread} newest={newestOf(detail)} />
          ) : null}
          {shown === null && failure === null ? <Waiting label="Computing the backout" /> : null}
          {shown ? (
            <>
              <BackoutTools store={store} shown={shown} />
              <BackoutList store={store} shown={shown} />
            </>
          ) : null}
        </div>
        {shown && header ? <BackoutSide store={store} shown={shown} header={header} /> : null}
      </div>
    </div>
  );
}

/** What was left out of the list, and why, is there again after a kill and after a look at another page. */
function useKeptStore(run: string): StoreApi<BackoutStore> {
  const kept = useTypedOnPage('backout list', 'what is left out of the backout', WHOLE_LIST);
  const [store] = useState(() =>
    createBackoutStore(bridge, run as RunId, { begun: kept.value, onStarted: () => kept.startOver() }),
  );
  const keep = useEffectEvent(({ leftOut, order: { operator }, list }: BackoutStore) => {
    const { detail } = list;
    const people = detail?.header.people ?? [];
    const carriedOut = detail ? operatorIn(detail.header, detail.events) : '';
    const isProposed = operator === proposedPerson(people, carriedOut);
    const struck = [...leftOut.struck];
    kept.set({ limit: leftOut.limit, struck, operator: isProposed ? null : operator });
  });
  useEffect(
    () =>
      store.subscribe((now, before) => {
        const isTyped = before.list.detail !== null && now.order.operator !== before.order.operator;
        if (isTyped || now.leftOut !== before.leftOut) keep(now);
      }),
    [store],
  );
  return store;
}

function WaysOut({ store }: { readonly store: StoreApi<BackoutStore> }) {
  const { starting, approve, read } = useStore(store);
  const [, goTo] = useLocation();
  const waitAndStart = async (): Promise<void> => {
    approve.wait(true);
    const run = await approve.start();
    if (run) goTo(`/run/${run}`);
  };
  switch (starting.refused?.code) {
    case 'hosts-busy':
      return (
        <WayOut label="Wait for these hosts" busy={starting.busy} onChoose={() => void waitAndStart()} />
      );
    case 'list-changed':
      return <WayOut label="Show the list as it is now" onChoose={() => void read.compute()} />;
    default:
      return null;
  }
}

function newestOf({ events }: RunDetail) {
  const newest = events.at(-1);
  return { seq: newest?.seq ?? 0, at: newest?.at ?? '' };
}
