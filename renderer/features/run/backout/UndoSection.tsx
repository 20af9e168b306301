import { Button, Group, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { showUndo } from '#core/plan/show.ts';
import type { Backout, UndoLine } from '#core/run/backout.ts';
import { unitKey } from '#core/run/state.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { sayCount, sayEstimate } from '../wording.ts';
import classes from './backout.module.css';
import type { BackoutStore } from './backout-store.ts';

/** The lines in the order in which they are done; drawn only where they are in view. */
export function UndoSection({
  store,
  backout,
}: {
  readonly store: StoreApi<BackoutStore>;
  readonly backout: Backout;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { units } = backout;
  const lines = useVirtualizer({
    count: units.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 76,
    overscan: 16,
  });
  const struck = units.filter((line) => line.struck !== null).length;
  const note = `${sayCount(units.length - struck, 'unit')} to undo${struck > 0 ? `, ${struck} struck` : ''}. It takes ${sayEstimate(backout.estimate)}.`;
  if (units.length === 0)
    return (
      <Section title="What is undone">
        <p className={classes['says']}>Nothing that ran here has anything to undo.</p>
      </Section>
    );
  return (
    <Section title="What is undone" note={note}>
      <section
        ref={scroller}
        className={classes['lines']}
        aria-label="Undo lines, newest first"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
        tabIndex={0}
      >
        <ol style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map(({ index, start }) => {
            const line = units[index];
            return line ? (
              <li
                key={unitKey(line)}
                ref={lines.measureElement}
                data-index={index}
                style={{ transform: `translateY(${start}px)` }}
                aria-posinset={index + 1}
                aria-setsize={units.length}
              >
                <Line store={store} line={line} number={index + 1} />
              </li>
            ) : null;
          })}
        </ol>
      </section>
    </Section>
  );
}

interface LineProps {
  readonly store: StoreApi<BackoutStore>;
  readonly line: UndoLine;
  readonly number: number;
}

function Line({ store, line, number }: LineProps) {
  const { strike, restore } = useStore(store);
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState('');
  const key = unitKey(line);
  const where = line.host === null ? '' : ` on ${line.host}`;
  const confirm = async (): Promise<void> => {
    await strike(key, reason.trim());
    setAsks(false);
  };
  return (
    <div className={classes['line']} data-struck={line.struck !== null}>
      <span className={classes['number']}>{number}</span>
      <div className={classes['words']}>
        <div className={classes['title']}>
          <SafeText text={line.title} />
          <span className={classes['host']}>
            <SafeText text={where} />
          </span>
        </div>
        <code className={classes['command']}>
          <SafeLines text={showUndo(line.undo)} />
        </code>
        <div className={classes['says']}>
          <SafeText text={line.struck === null ? line.because : `Left as it is: ${line.struck}`} />
        </div>
        {asks ? (
          <Group gap="xs" mt={6} align="flex-end">
            <TextInput
              label="Why is this line not done?"
              required
              w={360}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button size="sm" disabled={reason.trim() === ''} onClick={() => void confirm()}>
              Strike it
            </Button>
            <Button size="sm" variant="default" onClick={() => setAsks(false)}>
              Cancel
            </Button>
          </Group>
        ) : null}
      </div>
      {line.struck === null ? (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={`Strike ${line.title}${where}`}
          aria-expanded={asks}
          onClick={() => setAsks(!asks)}
        >
          Strike…
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={`Restore ${line.title}${where}`}
          onClick={() => void restore(key)}
        >
          Restore
        </Button>
      )}
    </div>
  );
}
