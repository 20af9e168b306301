import { Anchor, Loader } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { Link, useSearch } from 'wouter';
import { useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import type { RunDetail } from '#contract/commands.ts';
import type { RunId } from '#core/run/events.ts';
import { UnreadLosses } from '#run/actions/UnreadLosses.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { BackoutList } from './BackoutList.tsx';
import { BackoutSide } from './BackoutSide.tsx';
import { BackoutTools } from './BackoutTools.tsx';
import classes from './backout.module.css';
import { createBackoutStore } from './backout-store.ts';

/** What ran, newest first, with what takes it back: seen whole, shortened and acknowledged before anything starts. */
export function BackoutScreen({ run }: { readonly run: string }) {
  const store = useMemo(() => createBackoutStore(bridge, run as RunId), [run]);
  useEffect(() => void store.getState().load(), [store]);
  const isToWait = new URLSearchParams(useSearch()).get('wait') === 'yes';
  useEffect(() => store.getState().setWait(isToWait), [store, isToWait]);
  useNews((news) => {
    // The run may come to its end while it is looked at here: stopping takes a while.
    if (news.kind === 'libraryChanged' && news.what === 'runs') void store.getState().load();
  });
  const { detail, shown, failure } = useStore(store);
  const header = detail?.header;
  return (
    <div className={classes['page']}>
      <PageHeader
        back={
          <Anchor inherit component={Link} href={`/run/${run}`}>
            Back to the run
          </Anchor>
        }
        title={<SafeText text={header ? `Back out ${header.releaseName} ${header.version}` : 'Back out'} />}
        sub={
          header ? (
            <SafeText
              text={`From ${header.environmentKind === 'production' ? 'production, ' : ''}${header.environment}. Computed from what really ran, newest first.`}
            />
          ) : null
        }
      />
      <div className={classes['content']}>
        <div className={classes['main']}>
          <ProblemBar title="That did not work" problem={failure} />
          {detail ? (
            <UnreadLosses header={detail.header} losses={detail.unread} newest={newestOf(detail)} />
          ) : null}
          {shown === null && failure === null ? <Loader aria-label="Computing the backout" /> : null}
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

function newestOf({ events }: RunDetail) {
  const newest = events.at(-1);
  return { seq: newest?.seq ?? 0, at: newest?.at ?? '' };
}
