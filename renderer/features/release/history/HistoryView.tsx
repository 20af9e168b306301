import { Button } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { KeptWithRuns } from '#core/library/kept-text.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { describeNotKept } from '#core/words/release/describe-kept-text.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { Waiting } from '#ui/Waiting.tsx';
import classes from './history.module.css';
import { KeepRevision } from './KeepRevision.tsx';
import { RevisionDetail } from './RevisionDetail.tsx';
import { RevisionList } from './RevisionList.tsx';

/** What the text of the release was before, in what it differed, and back to it. */
export function HistoryView({ release }: { readonly release: string }) {
  const { value, problem, refresh } = useCommand('release.history', { release });
  const [chosen, setChosen] = useState<number | null>(null);
  const [keeping, setKeeping] = useState(false);
  useNews((news) => {
    if (news.kind === 'libraryChanged') refresh();
  });
  if (problem !== null) return <ProblemBar title="The history could not be read" problem={problem} />;
  if (value === null) return <Waiting label="Reading the history" />;
  const { now, entries } = value;
  const shown = entries.find(({ number }) => number === chosen) ?? entries[0];
  return (
    <div className={classes.page}>
      <Section
        title="Revisions"
        note="A text stays when it is imported, run or restored, when you keep it, and when work on it continues after a pause."
      >
        <Button
          variant="default"
          fullWidth
          mb="sm"
          leftSection={<IconBookmark size={15} />}
          onClick={() => setKeeping(true)}
        >
          Keep this revision…
        </Button>
        {now.number === null && (
          <p className={classes.now}>
            <SafeText text={toSentence(describeNotKept(formatTime(now.savedAt), now.savedBy))} />
          </p>
        )}
        <RevisionList
          entries={entries}
          now={now.number}
          chosen={shown?.number ?? null}
          onChoose={setChosen}
        />
      </Section>
      {shown && (
        <RevisionDetail
          key={shown.number}
          release={release}
          entry={shown}
          before={beforeOf(entries, shown)}
          isNow={shown.number === now.number}
        />
      )}
      {keeping && <KeepRevision release={release} onClose={() => setKeeping(false)} />}
    </div>
  );
}

function beforeOf(entries: readonly KeptWithRuns[], shown: KeptWithRuns): number | null {
  return entries.find(({ number }) => number < shown.number)?.number ?? null;
}
