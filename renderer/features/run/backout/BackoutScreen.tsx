import { Anchor, Button, Group, Loader, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { type StoreApi, useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import type { RunId } from '#core/run/events.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { sayCount, sayEstimate } from '../wording.ts';
import classes from './backout.module.css';
import { type BackoutStore, createBackoutStore } from './backout-store.ts';
import { NotUndoneSection } from './NotUndoneSection.tsx';
import { UndoSection } from './UndoSection.tsx';

/** What ran, newest first, with what takes it back: seen, shortened and acknowledged before anything starts. */
export function BackoutScreen({ run }: { readonly run: string }) {
  const store = useMemo(() => createBackoutStore(bridge, run as RunId), [run]);
  useEffect(() => void store.getState().load(), [store]);
  useNews((news) => {
    // The run may come to its end while it is looked at here: stopping takes a while.
    if (news.kind === 'libraryChanged' && news.what === 'runs') void store.getState().load();
  });
  const { detail, backout, failure } = useStore(store);
  const header = detail?.header;
  const running = detail?.held && !detail.events.some((event) => event.type === 'runFinished');
  return (
    <Page
      header={
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
      }
    >
      <ProblemBar title="That did not work" problem={failure} />
      {running ? (
        <NoticeBar tone="care" icon={IconAlertTriangle}>
          The run is still open. Stop it before you back it out; where it is being stopped, this page follows.
        </NoticeBar>
      ) : null}
      {backout === null && failure === null ? <Loader aria-label="Computing the backout" /> : null}
      {backout ? (
        <>
          <Limit store={store} />
          <UndoSection store={store} backout={backout} />
          <NotUndoneSection store={store} backout={backout} />
          <StartBar store={store} running={running === true} />
        </>
      ) : null}
    </Page>
  );
}

function Limit({ store }: { readonly store: StoreApi<BackoutStore> }) {
  const { limit, setLimit, compute } = useStore(store);
  return (
    <Group align="flex-end" gap="xs" className={classes['limit'] ?? ''}>
      <TextInput
        label="Only on these hosts (optional)"
        description="A selector, for example web1 or web and not canary"
        w={380}
        value={limit}
        onChange={(event) => setLimit(event.currentTarget.value)}
        onKeyDown={(event) => (event.key === 'Enter' ? void compute() : undefined)}
      />
      <Button variant="default" onClick={() => void compute()}>
        Show
      </Button>
    </Group>
  );
}

function StartBar({ store, running }: { readonly store: StoreApi<BackoutStore>; readonly running: boolean }) {
  const { backout, acknowledged, operator, setOperator, start, busy } = useStore(store);
  const [, goTo] = useLocation();
  if (!backout) return null;
  const units = backout.units.filter((line) => line.struck === null).length;
  const unread = backout.notUndone.length > 0 && !acknowledged;
  const begin = async (): Promise<void> => {
    const run = await start();
    if (run) goTo(`/run/${run}`);
  };
  return (
    <div className={classes['startBar']}>
      <TextInput
        label="Operator"
        required
        value={operator}
        onChange={(event) => setOperator(event.currentTarget.value)}
      />
      <div role="status" className={classes['says']}>
        {running
          ? 'Stop the run first.'
          : unread
            ? 'Acknowledge what is not undone.'
            : `${sayCount(units, 'unit')} to undo, ${sayEstimate(backout.estimate)}.`}
      </div>
      <Button
        size="md"
        color="red"
        leftSection={<IconArrowBackUp size={17} />}
        loading={busy}
        disabled={running || unread || operator.trim() === '' || units === 0}
        onClick={() => void begin()}
      >
        Start the backout
      </Button>
    </div>
  );
}
