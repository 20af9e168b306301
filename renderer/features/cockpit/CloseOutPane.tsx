import { Anchor, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { proposedPerson } from '#core/release/people.ts';
import { type CloseOutFacts, closingOf, keyOfPoint, pointsToSettle } from '#core/run/close-out.ts';
import type { OpenPoint } from '#core/run/closing.ts';
import type { RunHeader } from '#core/run/events.ts';
import { operatorOf } from '#core/run/operator.ts';
import {
  commandForPoint,
  describeClosing,
  describeOpenPoints,
  describePoint,
} from '#core/words/run/describe-close-out.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import { endSentence, toSentence } from '#core/words/text/sentence.ts';
import { Refusal } from '#run/live/Refusal.tsx';
import { useRun, useRunState } from '#run/live/run-context.ts';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import own from './close-out.module.css';
import classes from './cockpit.module.css';
import { placeToFinish, placeToVerify } from './place-to-start.ts';
import { unitOfStep } from './steps.ts';

/** What the close-out asks of other runs and the release; null while it is not known. */
export function useCloseOutFacts(run: string, isOver: boolean): CloseOutFacts | null {
  const asked = useCommand('run.closeOutFacts', isOver ? { run } : null);
  useNews((news) => {
    if (isOver && news.kind === 'libraryChanged' && news.what === 'runs') asked.refresh();
  });
  return asked.value;
}

interface CloseOutPaneProps {
  readonly facts: CloseOutFacts | null;
  /** Leads to where it is seen to. */
  onShow(pane: 'grid' | 'defects' | 'messages'): void;
}

interface TypedClosing {
  /** Null: who is proposed. */
  readonly by: string | null;
  readonly note: string;
  readonly because: Readonly<Record<string, string>>;
}

const EMPTY: TypedClosing = { by: null, note: '', because: {} };

/** What is still open of a run at its end, where it is seen to, and the word that it is done with. */
export function CloseOutPane({ facts, onShow }: CloseOutPaneProps) {
  const state = useRunState();
  const { close } = useRun((store) => store.ask.record);
  const busy = useRun((store) => store.asked.busy);
  const typed = useTypedOnPage<TypedClosing>('close-out', 'the close-out of this run', EMPTY);
  if (facts === null)
    return (
      <div className={classes.pane}>
        <Text size="sm" c="dimmed">
          Looking at what is still open…
        </Text>
      </div>
    );
  const { header, closed } = state;
  const { people = [] } = header;
  const points = pointsToSettle(state, facts);
  const keys = new Set(points.map(keyOfPoint));
  const form = typed.value;
  const by = form.by ?? proposedPerson(people, operatorOf(state));
  const reasons = Object.entries(form.because).filter(([key]) => keys.has(key));
  const note = form.note.trim() || null;
  const wanted = closingOf(state, facts, { by, note, because: new Map(reasons) });
  const set = (change: Partial<TypedClosing>): void => typed.set((before) => ({ ...before, ...change }));
  const give = async (): Promise<void> => {
    if (await close({ by: by.trim(), note, because: Object.fromEntries(reasons) })) typed.startOver();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.pane} aria-label="Close-out" tabIndex={0}>
      <Stack gap="md" maw={720}>
        {closed === null ? null : (
          <Text size="sm" role="status">
            <SafeText text={endSentence(describeClosing(closed))} />
          </Text>
        )}
        {closed?.accepted.length ? (
          <ul className={own.points} aria-label="Open when it was closed">
            {closed.accepted.map(({ point, because }) => (
              <li key={keyOfPoint(point)}>
                <Text size="sm" className={own.words}>
                  <SafeText text={describePoint(point)} />
                </Text>
                <Text size="sm" c="dimmed" className={own.words}>
                  <SafeText text={because} />
                </Text>
              </li>
            ))}
          </ul>
        ) : null}
        <Text fw={600}>{endSentence(describeOpenPoints(points.length, closed !== null))}</Text>
        <ul className={own.points} aria-label="Still open">
          {points.map((point) => (
            <li key={keyOfPoint(point)}>
              <Point
                point={point}
                header={header}
                because={form.because[keyOfPoint(point)] ?? ''}
                onShow={onShow}
                onType={(text) => set({ because: { ...form.because, [keyOfPoint(point)]: text } })}
              />
            </li>
          ))}
        </ul>
        {closed !== null && points.length === 0 ? null : (
          <>
            <Group grow align="flex-start">
              <PersonField
                label="Who closes it"
                people={people}
                value={by}
                onChange={(name) => set({ by: name })}
              />
              <Textarea
                label="Note (optional)"
                value={form.note}
                maxLength={4000}
                autosize
                minRows={1}
                onChange={(event) => set({ note: event.currentTarget.value })}
              />
            </Group>
            <Text size="sm" c="dimmed" role="status">
              {wanted.ok
                ? 'Ready. It stands in the log and the report, with your name.'
                : toSentence(describeRefusal(wanted.refusal))}
            </Text>
            <Group>
              <Button loading={busy} disabled={!wanted.ok} onClick={() => void give()}>
                Close the run
              </Button>
            </Group>
            <Refusal />
          </>
        )}
      </Stack>
    </section>
  );
}

interface PointProps {
  readonly point: OpenPoint;
  readonly header: RunHeader;
  readonly because: string;
  onShow(pane: 'grid' | 'defects' | 'messages'): void;
  onType(text: string): void;
}

function Point({ point, header, because, onShow, onType }: PointProps) {
  return (
    <Stack gap={6}>
      <Group gap="sm" justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={500} className={own.words}>
          <SafeText text={describePoint(point)} />
        </Text>
        <Way point={point} header={header} onShow={onShow} />
      </Group>
      <TextInput
        size="xs"
        label="Close the run all the same, because"
        aria-label={`Close the run all the same, because: ${keyOfPoint(point)}`}
        maxLength={4000}
        value={because}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </Stack>
  );
}

/** Where it is seen to; what only a command does is named, and what only a person can has no way. */
function Way({ point, header, onShow }: Pick<PointProps, 'point' | 'header' | 'onShow'>) {
  const state = useRunState();
  const select = useRun((store) => store.show.select);
  switch (point.kind) {
    case 'unknown':
    case 'failed':
    case 'evidence':
      return (
        <WayButton
          label="Show the step"
          onChoose={() => {
            select(unitOfStep(state, point.step));
            onShow('grid');
          }}
        />
      );
    case 'defect':
      return <WayButton label="Open Defects" onChoose={() => onShow('defects')} />;
    case 'message':
      return <WayButton label="Open Messages" onChoose={() => onShow('messages')} />;
    case 'unfinished':
      return (
        <Group gap="sm" wrap="nowrap">
          <WayLink label="Finish it…" href={placeToFinish(header)} />
          <WayLink label="Back out…" href={`/run/${header.run}/backout`} />
        </Group>
      );
    case 'backout':
      return <WayLink label="Open the backout" href={`/run/${point.by}`} />;
    case 'verification':
    case 'verdict':
      return <WayLink label="Verify it…" href={placeToVerify(header)} />;
    case 'to-back-out':
      return <WayLink label="Open Runs" href="/runs" />;
    case 'records':
      return (
        <code className={own.words}>
          <SafeText text={commandForPoint(point, header) ?? ''} />
        </code>
      );
    case 'fix':
    case 'override':
      return null;
  }
}

function WayButton({ label, onChoose }: { readonly label: string; onChoose(): void }) {
  return (
    <Button size="compact-xs" variant="default" flex="none" onClick={onChoose}>
      {label}
    </Button>
  );
}

function WayLink({ label, href }: { readonly label: string; readonly href: string }) {
  return (
    <Anchor inherit component={Link} href={href} size="sm" flex="none">
      {label}
    </Anchor>
  );
}
