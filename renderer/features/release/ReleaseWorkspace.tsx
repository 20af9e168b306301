import { Button } from '@mantine/core';
import { IconPackageOff } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { DraftScope } from '#ui/form/drafts.ts';
import { addUnsaved } from '#ui/form/unsaved.ts';
import { noticeInfo } from '#ui/notices.ts';
import { Waiting } from '#ui/Waiting.tsx';
import { BackoutView } from './backout/BackoutView.tsx';
import { CommunicationsView } from './communications/CommunicationsView.tsx';
import { EnvironmentsView } from './environments/EnvironmentsView.tsx';
import { HistoryView } from './history/HistoryView.tsx';
import { OverviewView } from './overview/OverviewView.tsx';
import { PaperView } from './paper/PaperView.tsx';
import { DeploymentView, InfrastructureView, VerificationView } from './plan/plan-views.tsx';
import { PreparationView } from './preparation/PreparationView.tsx';
import { PreviewView } from './preview/PreviewView.tsx';
import { ReleaseContext, useRelease } from './release-context.ts';
import { createReleaseStore, type OpenReleaseStore } from './release-store.ts';
import { RunsView } from './runs/RunsView.tsx';
import { Unreadable } from './shell/Unreadable.tsx';
import { WorkspaceFrame } from './shell/WorkspaceFrame.tsx';
import { type ViewId, viewOf } from './views.ts';

/** Its editor is a quarter of all screens, and most of them are opened without it. */
const SourceView = lazy(async () => ({ default: (await import('./source/SourceView.tsx')).SourceView }));

interface ReleaseWorkspaceProps {
  readonly release: string;
  readonly view: string | undefined;
}

/** Views that do not show what the text says. */
const WITHOUT_TEXT: ReadonlySet<ViewId> = new Set(['source', 'runs', 'history']);

export function ReleaseWorkspace({ release, view }: ReleaseWorkspaceProps) {
  const [store] = useState(() => createReleaseStore(bridge, release, { refuse }));
  const opened = useStore(store, (state) => state.opened);
  useEffect(() => {
    const { open, close } = store.getState();
    void open();
    return close;
  }, [store]);
  useEffect(() => keepBeforeLeaving(store, release), [store, release]);
  if (opened.as === 'failed') return <NotOpened problem={opened.problem ?? ''} />;
  if (opened.as === 'no') return <Waiting label="Opening the release" isPage />;
  const shown = viewOf(view);
  return (
    <ReleaseContext value={store}>
      <DraftScope value={`release ${release}`}>
        <WorkspaceFrame release={release} view={shown}>
          <View view={shown} release={release} />
        </WorkspaceFrame>
      </DraftScope>
    </ReleaseContext>
  );
}

function View({ view, release }: { readonly view: ViewId; readonly release: string }) {
  const readable = useRelease((state) => state.draft.read.data !== null);
  if (!readable && !WITHOUT_TEXT.has(view)) return <Unreadable release={release} />;
  switch (view) {
    case 'overview':
      return <OverviewView release={release} />;
    case 'preparation':
      return <PreparationView release={release} />;
    case 'environments':
      return <EnvironmentsView />;
    case 'infrastructure':
      return <InfrastructureView />;
    case 'deployment':
      return <DeploymentView />;
    case 'verification':
      return <VerificationView />;
    case 'backout':
      return <BackoutView />;
    case 'communications':
      return <CommunicationsView />;
    case 'plan':
      return <PreviewView release={release} />;
    case 'paper':
      return <PaperView release={release} />;
    case 'runs':
      return <RunsView release={release} />;
    case 'history':
      return <HistoryView release={release} />;
    case 'source':
      return (
        <Suspense fallback={<Waiting label="Opening the text" isPage />}>
          <SourceView />
        </Suspense>
      );
  }
}

/** Before the window closes the text is saved; what could not be is named. */
function keepBeforeLeaving(store: OpenReleaseStore, release: string): () => void {
  return addUnsaved({
    keep: () => store.getState().keep.save(),
    lost() {
      const { kind } = store.getState().stored.saving;
      return kind === 'failed' || kind === 'conflict' ? `the text of ${release}` : null;
    },
  });
}

function refuse(message: string): void {
  noticeInfo('The change was not made', message);
}

function NotOpened({ problem }: { readonly problem: string }) {
  return (
    <EmptyState
      icon={<IconPackageOff />}
      title="The release could not be opened"
      action={
        <Button component={Link} href="/">
          Open the library
        </Button>
      }
    >
      {problem}
    </EmptyState>
  );
}
