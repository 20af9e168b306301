import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import { formatCount } from '#core/words/format-count.ts';
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
  const [, navigate] = useLocation();
  const [dialog, { open, close }] = useDisclosure(creating);
  useEffect(() => void library.load(), [library.load]);
  useNews((news) => {
    if (news.kind === 'libraryChanged' || news.kind === 'engineRestarted') void library.load();
    if (news.kind === 'practiceChanged') library.hearPractice(news.state);
  });
  const sample = () =>
    void library
      .takeSample()
      .then((id) => navigate(`/release/${id}`))
      .catch((cause: unknown) => noticeFailure('The sample could not be added', cause));
  const isEmpty = library.releases?.length === 0;
  return (
    <DraftScope value="library">
      <Page
        header={
          <PageHeader
            title="Library"
            sub={
              library.releases && !isEmpty
                ? formatCount(library.releases.length, 'release')
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
          {library.problem && (
            <NoticeBar
              tone="bad"
              icon={IconAlertTriangle}
              title="The library could not be read"
              role="alert"
              actions={
                <Button size="xs" variant="default" onClick={() => void library.load()}>
                  Try again
                </Button>
              }
            >
              {library.problem}
            </NoticeBar>
          )}
          <LeftForms />
          <InterruptedRuns runs={library.interrupted} onResume={library.resume} />
          {library.releases === null && !library.problem && <LoadingRows />}
          {isEmpty && (
            <EmptyLibrary
              onImport={onImport}
              onCreate={open}
              onSample={sample}
              limits={library.practice?.limits ?? null}
            />
          )}
          {library.releases && !isEmpty && <FilledLibrary library={library} />}
          {library.practice && (!isEmpty || library.practice.running) && (
            <PracticeHosts
              practice={library.practice}
              onSet={library.setPractice}
              offerSample={!isEmpty}
              onSample={sample}
            />
          )}
        </Stack>
        {dialog ? (
          <NewReleaseDialog onClose={close} onCreate={library.create} taken={library.releases ?? []} />
        ) : null}
      </Page>
    </DraftScope>
  );
}

function FilledLibrary({ library }: { readonly library: LibraryState }) {
  const shown = selectShown(library);
  return (
    <>
      <TextInput
        aria-label="Search releases"
        placeholder="Search by name, version or environment"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={library.query}
        onChange={(event) => library.search(event.currentTarget.value)}
        maw={380}
      />
      <ReleaseList releases={shown} query={library.query} onRemove={library.remove} />
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
