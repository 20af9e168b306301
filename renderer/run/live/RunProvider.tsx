import { Alert } from '@mantine/core';
import { type ReactNode, useEffect, useMemo } from 'react';
import { bridge as windowBridge } from '#bridge/bridge.ts';
import type { RunId } from '#core/run/events.ts';
import { DraftScope } from '#ui/form/drafts.ts';
import { Waiting } from '#ui/Waiting.tsx';
import { OutputContext, type OutputRoom } from '../output/output-context.ts';
import { createOutputStore } from '../output/output-store.ts';
import { createClockState } from './clock-state.ts';
import { type OpenRun, RunContext, useRun } from './run-context.ts';
import { createRunStore } from './run-store.ts';

/** What is running is looked at again this often, besides the news of it. */
const REFRESH_MS = 1000;

/** Opens a run and follows it as long as the page shows it; what is inside is drawn once it is open. */
export function RunProvider({ run, children }: { readonly run: string; readonly children: ReactNode }) {
  const open = useMemo<OpenRun & OutputRoom>(() => {
    const id = run as RunId;
    const store = createRunStore(windowBridge, id);
    return {
      bridge: windowBridge,
      run: store,
      clock: createClockState(store),
      output: createOutputStore(windowBridge, id),
    };
  }, [run]);
  useEffect(() => {
    const close = open.run.getState().follow.open();
    const mute = open.bridge.onNews((news) => {
      open.output.getState().hear(news);
      // A backout of it may have begun or ended.
      if (news.kind === 'libraryChanged' && news.what === 'runs') void open.run.getState().follow.loadFacts();
    });
    const refresh = setInterval(() => {
      if (open.run.getState().view?.carriedOut) void open.output.getState().refresh();
    }, REFRESH_MS);
    return () => {
      clearInterval(refresh);
      mute();
      close();
    };
  }, [open]);
  return (
    <RunContext value={open}>
      <OutputContext value={open}>
        <DraftScope value={`run ${run}`}>
          <OnceOpen>{children}</OnceOpen>
        </DraftScope>
      </OutputContext>
    </RunContext>
  );
}

function OnceOpen({ children }: { readonly children: ReactNode }) {
  const isOpen = useRun((store) => store.view !== null);
  const failure = useRun((store) => store.failure);
  if (isOpen) return children;
  if (failure)
    return (
      <Alert color="red" m="xl" title="This run could not be opened">
        {failure}
      </Alert>
    );
  return <Waiting label="Opening the run" isPage />;
}
