import { useMemo } from 'react';
import type { Change } from '#core/release/changes.ts';
import { type ChangeWords, countChanges, describeChange } from '#core/words/release/describe-change.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import classes from './history.module.css';

const LINE_HEIGHT = 34;

/** In what two texts differ, in the order of the newer one. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const rows = useMemo(() => changes.map((change, at) => ({ at, ...describeChange(change) })), [changes]);
  return (
    <div className={classes.changes}>
      <p className={classes.count}>{countChanges(changes)}.</p>
      <VirtualRows
        label="Changes"
        rows={rows}
        keyOf={({ at }) => `${at}`}
        estimate={() => LINE_HEIGHT}
        textOf={textOf}
      >
        {(row) => <ChangeItem {...row} />}
      </VirtualRows>
    </div>
  );
}

function textOf({ line, from, to }: ChangeWords): string {
  return `${line} ${from ?? ''} ${to ?? ''}`;
}

function ChangeItem({ line, from, to }: ChangeWords) {
  return (
    <div className={classes.change}>
      <SafeText text={line} />
      <Text kind="was" text={from} />
      <Text kind="is" text={to} />
    </div>
  );
}

function Text({ kind, text }: { readonly kind: 'was' | 'is'; readonly text: string | null }) {
  if (text === null) return null;
  return (
    <div className={classes.text} data-kind={kind}>
      <span className={classes.sign}>{kind === 'was' ? 'was' : 'is'}</span>
      <pre>
        <SafeText text={text.trimEnd()} />
      </pre>
    </div>
  );
}
