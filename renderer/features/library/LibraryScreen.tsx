import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { usePinned } from '#bridge/pinned.ts';
import { useNews } from '#bridge/use-news.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { DraftScope } from '#ui/form/drafts.ts';
import { LeftForms } from '#ui/form/LeftForms.tsx';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { Page } from '#ui/Page.tsx';
import { PageHeader } from '#ui/PageHeader.tsx';
import { EmptyLibrary } from './EmptyLibrary.tsx';
import { InterruptedRuns } from './InterruptedRuns.tsx';
import { createLibraryStore, type LibraryState, selectShown } from './library-store.ts';
import { NewReleaseDialog } from './NewReleaseDialog.tsx';
import { PracticeHosts } from './PracticeHosts.tsx';
import { ReleaseList } from './ReleaseList.tsx';

const store = createLibraryStore(bridge);

interface LibraryScreenProps {
  /** Opens the dialog for a new release at once (from the menu or the palette). */
  readonly creating?: boolean;
  /** The person wants to bring a file in. */
  readonly onImport: () => void;
}

export function LibraryScreen({ creating = false, onImport }: LibraryScreenProps) {
  const library = useStore(store);
  const { listed, interrupted, practice, look, keep, rehearse } = library;
  const [, navigate] = useLocation();
  const [dialog, { open, close }] = useDisclosure(creating);
  useEffect(() => void look.load(), [look]);
  useNews((news) => {
    if (news.kind === 'libraryChanged' || news.kind === 'engineRestarted') void look.load();
    if (news.kind === 'practiceChanged') rehearse.hearPractice(news.state);
  });
  const sample = () =>
    void keep
      .takeSample()
      .then((id) => navigate(`/release/${id}`))
      .catch((cause: unknown) => noticeFailure('The sample could not be added', cause));
  const isEmpty = listed.releases?.length === 0;
  return (
    <DraftScope value="library">
      <Page
        header={
          <PageHeader
            title="Library"
            sub={
              listed.releases && !isEmpty
                ? formatCount(listed.releases.length, 'release')
                : 'Releases on this workstation'
            }
            actions={
              !isEmpty && (
                <>
                  <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={onImport}>
                    Import…
                  </Button>
                  <Button leftSection={<IconPlus size={16} />} onClick={open}>
                    New release
                  </Button>
                </>
              )
            }
          />
        }
      >
        <Stack gap="md">
          {listed.problem && (
            <NoticeBar
              tone="bad"
              icon={IconAlertTriangle}
              title="The library could not be read"
              role="alert"
              actions={
                <Button size="xs" variant="default" onClick={() => void look.load()}>
                  Try again
                </Button>
              }
            >
              {listed.problem}
            </NoticeBar>
          )}
          <LeftForms />
          <InterruptedRuns runs={interrupted} onResume={library.resume} />
          {listed.releases === null && !listed.problem && <LoadingRows />}
          {isEmpty && (
            <EmptyLibrary
              onImport={onImport}
              onCreate={open}
              onSample={sample}
              limits={practice?.limits ?? null}
            />
          )}
          {listed.releases && !isEmpty && <FilledLibrary library={library} />}
          {practice && (!isEmpty || practice.running) && (
            <PracticeHosts
              practice={practice}
              onSet={rehearse.setPractice}
              offerSample={!isEmpty}
              onSample={sample}
            />
          )}
        </Stack>
        {dialog ? (
          <NewReleaseDialog onClose={close} onCreate={keep.create} releases={listed.releases ?? []} />
        ) : null}
      </Page>
    </DraftScope>
  );
}

function FilledLibrary({ library: { listed, look, keep } }: { readonly library: LibraryState }) {
  const pinned = usePinned();
  return (
    <>
      <TextInput
        aria-label="Search releases"
        placeholder="Search by name, version or environment"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={listed.query}
        onChange={(event) => look.search(event.currentTarget.value)}
        maw={380}
      />
      <ReleaseList
        releases={selectShown(listed, pinned)}
        pinned={pinned}
        query={listed.query}
        onRemove={keep.remove}
      />
    </>
  );
}

function LoadingRows() {
  return (
    <Stack gap={8} aria-label="Reading the library" role="status" aria-busy>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} height={52} radius="md" />
      ))}
    </Stack>
  );
}
