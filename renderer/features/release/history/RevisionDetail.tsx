import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconDownload, IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import type { KeptWithRuns } from '#core/library/kept-text.ts';
import { ConfirmButton } from '#ui/ConfirmButton.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { useRelease } from '../release-context.ts';
import { ChangeList } from './ChangeList.tsx';
import classes from './history.module.css';
import { PrintRevision } from './PrintRevision.tsx';

interface RevisionDetailProps {
  readonly release: string;
  readonly entry: KeptWithRuns;
  /** The kept revision before it; null: it is the first. */
  readonly before: number | null;
  /** It is the text as it is now. */
  readonly isNow: boolean;
}

export function RevisionDetail({ release, entry, before, isNow }: RevisionDetailProps) {
  const { number, runs } = entry;
  return (
    <div className={classes.detail}>
      <Section title={`Revision ${number}`}>
        <Group gap="xs" mb="md">
          <PrintRevision release={release} number={number} />
          <Button
            variant="default"
            leftSection={<IconDownload size={15} />}
            onClick={() => void save(release, number)}
          >
            Save as file…
          </Button>
          <Restore release={release} number={number} disabled={isNow} />
        </Group>
        {runs.length > 0 && (
          <p className={classes.runs}>
            Used by{' '}
            {runs.map((run) => (
              <Link key={run} href={`/run/${run}`} className={classes.run}>
                {run}
              </Link>
            ))}
          </p>
        )}
        <Compared release={release} number={number} before={before} isNow={isNow} />
      </Section>
    </div>
  );
}

type Against = 'before' | 'now';

function Compared({
  release,
  number,
  before,
  isNow,
}: Omit<RevisionDetailProps, 'entry'> & { readonly number: number }) {
  const [wanted, setWanted] = useState<Against>('before');
  const saved = useRelease((state) => state.stored.saved);
  const choices = [
    ...(before === null ? [] : [{ value: 'before' as const, label: `Since revision ${before}` }]),
    ...(isNow ? [] : [{ value: 'now' as const, label: 'From here to now' }]),
  ];
  const against = choices.find(({ value }) => value === wanted)?.value ?? choices[0]?.value;
  if (against === undefined)
    return <p className={classes.none}>It is the first revision, and the text as it is now.</p>;
  return (
    <>
      {choices.length > 1 && (
        <SegmentedControl
          size="xs"
          mb="md"
          data={choices}
          value={against}
          onChange={(next) => setWanted(next as Against)}
          aria-label="What to compare"
        />
      )}
      {choices.length === 1 && <h3 className={classes.against}>{choices[0]?.label}</h3>}
      <Changes
        key={against === 'now' ? saved : against}
        release={release}
        from={against === 'before' ? (before ?? number) : number}
        to={against === 'before' ? number : null}
      />
    </>
  );
}

interface ChangesProps {
  readonly release: string;
  readonly from: number;
  readonly to: number | null;
}

function Changes(asked: ChangesProps) {
  const { value, problem, loading } = useCommand('release.changes', { ...asked });
  if (problem !== null) return <ProblemBar title="The texts could not be compared" problem={problem} />;
  if (loading) return null;
  if (value === null)
    return (
      <p className={classes.none}>
        One of the two texts cannot be read, so that nothing can be said of how they differ. Save them as
        files to compare them line by line.
      </p>
    );
  return <ChangeList changes={value} />;
}

function Restore({
  release,
  number,
  disabled,
}: {
  readonly release: string;
  readonly number: number;
  readonly disabled: boolean;
}) {
  const { save, takeTheirs } = useRelease((state) => state.keep);
  const restore = async (): Promise<void> => {
    try {
      await save();
      await bridge.call('release.restore', { release, number });
      await takeTheirs();
      noticeDone(`Revision ${number} is the text again`, 'Undo brings back what was there before');
    } catch (cause) {
      noticeFailure('The revision was not restored', cause);
    }
  };
  return (
    <ConfirmButton
      label="Restore…"
      icon={<IconRestore size={15} />}
      question={`Restore revision ${number}?`}
      confirmLabel="Restore it"
      onConfirm={restore}
      disabled={disabled}
    >
      The release gets the text of this revision. What it says now is kept in the history first.
    </ConfirmButton>
  );
}

async function save(release: string, number: number): Promise<void> {
  try {
    const saved = await bridge.call('desktop.exportRelease', { release, number });
    if (saved) noticeDone('Release file saved', saved.path);
  } catch (cause) {
    noticeFailure('The release file was not saved', cause);
  }
}
