import { Button, Stack, Text, Textarea } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { Approvals, GivenApproval } from '#contract/commands/gate.ts';
import { codeOf } from '#core/gate/confirmation.ts';
import { findPerson } from '#core/release/people.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeApproved } from '#core/words/release/describe-gate.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoneYet } from '#ui/NoneYet.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { ChangeList } from '../history/ChangeList.tsx';
import { useRelease } from '../release-context.ts';
import classes from './overview.module.css';
import { useWanted } from './use-wanted.ts';

/** Who approved what, and in what the text differs since. */
export function ApprovalView({ release }: { readonly release: string }) {
  const [asking, setAsking] = useState(false);
  const saved = useRelease((state) => state.stored.saved);
  const save = useRelease((state) => state.keep.save);
  const { value, problem, refresh } = useCommand('release.approvals', { release });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text has another revision
  useEffect(() => refresh(), [saved, refresh]);
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'releases') refresh();
  });
  const ask = async (): Promise<void> => {
    await save();
    refresh();
    setAsking(true);
  };
  return (
    <Section
      ref={useWanted('approval')}
      title="Approval"
      note="A person approves one revision, by its code. Any later change needs another approval."
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSignature size={14} />}
          disabled={!value?.revision}
          onClick={() => void ask()}
        >
          Approve…
        </Button>
      }
    >
      <ProblemBar title="Approvals could not be read" problem={problem} />
      {value?.given.length === 0 ? <NoneYet>Nobody has approved it yet.</NoneYet> : null}
      {value && value.given.length > 0 ? (
        <ul className={classes.approvals} aria-label="Approvals">
          {value.given.map((given) => (
            <li key={`${given.revision} ${given.by} ${given.at}`}>
              <Given release={release} given={given} approvals={value} />
            </li>
          ))}
        </ul>
      ) : null}
      {asking && value?.revision ? (
        <ApproveDialog
          release={release}
          approvals={{ ...value, revision: value.revision }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Section>
  );
}

interface GivenProps {
  readonly release: string;
  readonly given: GivenApproval;
  readonly approvals: Approvals;
}

function Given({ release, given, approvals: { people, revision } }: GivenProps) {
  const person = findPerson(people, given.by);
  const phone = people.find(({ id }) => id === person?.id)?.phone ?? null;
  const who = [person?.name ?? given.by, ...(person?.roles ?? []), ...(phone === null ? [] : [phone])];
  return (
    <>
      <div className={classes.approvedBy}>
        <strong>
          <SafeText text={who.join(' · ')} />
        </strong>
        <span>{formatZonedTime(given.at)}</span>
      </div>
      <div className={classes.carriedNote}>{describeApproved(given, revision)}</div>
      {given.note === null ? null : <SafeText text={given.note} />}
      {given.revision !== revision && given.number !== null ? (
        <Since release={release} number={given.number} />
      ) : null}
    </>
  );
}

/** In what the text differs from what was approved; asked for only where somebody wants to see it. */
function Since({ release, number }: { readonly release: string; readonly number: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const saved = useRelease((state) => state.stored.saved);
  const asked = isOpen ? { release, from: number, to: null } : null;
  const { value, problem, refresh } = useCommand('release.changes', asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was saved differs in more
  useEffect(() => refresh(), [saved, refresh]);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>What has changed since</summary>
      <ProblemBar title="The changes could not be read" problem={problem} />
      {value ? <ChangeList changes={value} /> : null}
    </details>
  );
}

interface ApproveDialogProps {
  readonly release: string;
  readonly approvals: Approvals & { readonly revision: string };
  onClose(): void;
}

function ApproveDialog({ release, approvals: { people, revision }, onClose }: ApproveDialogProps) {
  const typed = useTyped('approve', { by: '', note: '' });
  const [busy, setBusy] = useState(false);
  const { by, note } = typed.value;
  const approve = async (): Promise<void> => {
    if (by.trim() === '') return;
    setBusy(true);
    try {
      const approval = { by: by.trim(), note: note.trim() || null };
      await bridge.call('release.approve', { release, revision, ...approval });
      closeForm(onClose, () => noticeDone('The revision is approved', codeOf(revision)));
    } catch (cause) {
      noticeFailure('It was not approved', cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormModal title="Approve this revision" typed={typed} onSave={() => void approve()} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">
          {`Revision ${codeOf(revision)}, the text as it is now, is kept with the approval. A run of another revision is held back.`}
        </Text>
        <PersonField
          label="Approved by"
          people={people}
          value={by}
          onChange={(value) => typed.set((before) => ({ ...before, by: value }))}
        />
        <Textarea
          label="Note (optional)"
          maxLength={2000}
          value={note}
          onChange={({ currentTarget: { value } }) => typed.set((before) => ({ ...before, note: value }))}
        />
        <FormButtons save="Approve" busy={busy} disabled={by.trim() === ''} />
      </Stack>
    </FormModal>
  );
}
