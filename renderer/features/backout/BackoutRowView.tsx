import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { NotUndone, UndoLine } from '#core/backout/backout.ts';
import type { Concern } from '#core/backout/concerns.ts';
import type { PlannedUnit } from '#core/plan/model.ts';
import { describeTask, formatDoneIf, formatShell } from '#core/plan/show.ts';
import type { UnitRef } from '#core/run/events.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './backout.module.css';
import type { BackoutRow } from './backout-rows.ts';
import type { BackoutStore } from './backout-store.ts';
import { StrikeForm } from './StrikeForm.tsx';

type Store = StoreApi<BackoutStore>;

export function BackoutRowView({ store, row }: { readonly store: Store; readonly row: BackoutRow }) {
  switch (row.kind) {
    case 'heading':
      return (
        <div className={classes.heading}>
          <h2>{row.title}</h2>
          {row.note ? <span>{row.note}</span> : null}
        </div>
      );
    case 'concern':
      return <ConcernRow store={store} concern={row.concern} />;
    case 'frame':
      return <Line store={store} id={row.key} number={row.number} line={row.line} does={row.line.unit} />;
    case 'undo':
      return <UndoRow store={store} number={row.number} line={row.line} id={row.key} />;
    case 'stays':
      return <StaysRow line={row.line} />;
  }
}

function ConcernRow({ store, concern }: { readonly store: Store; readonly concern: Concern }) {
  const acknowledged = useStore(store, ({ order }) => order.acknowledged.has(concern.key));
  const { acknowledge } = useStore(store, ({ approve }) => approve);
  return (
    <div className={classes.concern} data-kind={concern.kind}>
      <Checkbox
        label={<SafeText text={`${describeConcern(concern)}.`} />}
        checked={acknowledged}
        onChange={(event) => acknowledge(concern.key, event.currentTarget.checked)}
      />
    </div>
  );
}

const STAYS = {
  nothing: { state: 'skipped', word: 'nothing to undo' },
  unsaid: { state: 'unknown', word: 'cannot be undone' },
  'no-return': { state: 'stopped', word: 'point of no return' },
} as const;

function StaysRow({ line }: { readonly line: NotUndone }) {
  return (
    <div className={classes.line}>
      <StateMark {...STAYS[line.kind]} />
      <span className={classes.title}>
        <SafeText text={line.title} />
        <Where at={line} />
      </span>
      <span className={classes.says}>
        <SafeText text={line.because} />
      </span>
    </div>
  );
}

interface UndoRowProps {
  readonly store: Store;
  readonly number: number;
  readonly line: UndoLine;
  readonly id: string;
}

function UndoRow({ store, number, line, id }: UndoRowProps) {
  const selected = useStore(store, ({ marks }) => marks.selected.has(id));
  const { select } = useStore(store, ({ mark }) => mark);
  const { strike, restore } = useStore(store, ({ shorten }) => shorten);
  const [asks, setAsks] = useState(false);
  const name = `${line.title}${line.host === null ? '' : ` on ${line.host}`}`;
  const isStruck = line.struck !== null;
  return (
    <Line
      store={store}
      id={id}
      number={number}
      line={line}
      does={{ task: line.undo.task, doneIf: line.undo.doneIf ?? null }}
      says={isStruck ? `Left as it is: ${line.struck}` : line.because}
      struck={isStruck}
      mark={
        <Checkbox
          size="xs"
          aria-label={spelledLines(`Select ${name}`)}
          disabled={isStruck}
          checked={selected}
          onChange={(event) => select([id], event.currentTarget.checked)}
        />
      }
      action={
        isStruck ? (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={spelledLines(`Restore ${name}`)}
            onClick={() => void restore(id)}
          >
            Restore
          </Button>
        ) : (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={spelledLines(`Leave out ${name}`)}
            aria-expanded={asks}
            onClick={() => setAsks(!asks)}
          >
            Leave out…
          </Button>
        )
      }
    >
      {asks && !isStruck ? (
        <StrikeForm
          label="Why is this not undone?"
          action="Leave it out"
          onCancel={() => setAsks(false)}
          onStrike={async (reason) => {
            await strike([id], reason);
            setAsks(false);
          }}
        />
      ) : null}
    </Line>
  );
}

interface LineProps {
  readonly store: Store;
  readonly id: string;
  readonly number: number;
  readonly line: UnitRef & { readonly title: string };
  readonly does: Pick<PlannedUnit, 'task' | 'doneIf'>;
  readonly says?: string | null;
  readonly struck?: boolean;
  readonly mark?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** One thing that is done, on one line; its whole command, and why it is done, are folded below. */
function Line({
  store,
  id,
  number,
  line,
  does,
  says = null,
  struck = false,
  mark,
  action,
  children,
}: LineProps) {
  const unfolded = useStore(store, ({ marks }) => marks.unfolded.has(id));
  const { unfold } = useStore(store, ({ mark }) => mark);
  const command = describeTask(does.task).trimEnd();
  const shell = formatShell(does.task);
  return (
    <>
      <div className={classes.line} data-struck={struck}>
        <span className={classes.mark}>{mark}</span>
        <span className={classes.number}>{number}</span>
        <ActionIcon
          size="sm"
          variant="subtle"
          aria-label={spelledLines(`${unfolded ? 'Fold' : 'Unfold'} ${line.title}`)}
          aria-expanded={unfolded}
          onClick={() => unfold(id)}
        >
          {unfolded ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
        </ActionIcon>
        <span className={classes.title}>
          <SafeText text={line.title} />
        </span>
        <span className={classes.host}>
          <SafeText text={line.host ?? ''} />
        </span>
        <code className={classes.command}>
          {shell === null ? null : (
            <span className={classes.shell}>
              <SafeText text={shell} />
            </span>
          )}
          <SafeText text={oneLine(command)} />
        </code>
        {action}
      </div>
      {unfolded ? <Whole command={command} shell={shell} doneIf={formatDoneIf(does)} says={says} /> : null}
      {struck && !unfolded && says !== null ? (
        <div className={classes.struck}>
          <SafeText text={says} />
        </div>
      ) : null}
      {children}
    </>
  );
}

interface WholeProps {
  readonly command: string;
  readonly shell: string | null;
  readonly doneIf: string | null;
  readonly says: string | null;
}

function Whole({ command, shell, doneIf, says }: WholeProps) {
  return (
    <div className={classes.whole}>
      {says === null ? null : (
        <p>
          <SafeText text={says} />
        </p>
      )}
      {shell === null ? null : (
        <p>
          <SafeText text={`Runs ${shell}`} />
        </p>
      )}
      <pre>
        <SafeLines text={command} />
      </pre>
      {doneIf === null ? null : (
        <p>
          Done if this exits with 0: <code>{<SafeText text={doneIf} />}</code>
        </p>
      )}
    </div>
  );
}

function Where({ at: { host } }: { readonly at: UnitRef }) {
  return host === null ? null : (
    <span className={classes.host}>
      <SafeText text={` on ${host}`} />
    </span>
  );
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join(' ⏎ ');
}
