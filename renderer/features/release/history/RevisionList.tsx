import type { KeptWithRuns } from '#core/library/kept-text.ts';
import { shortRevision } from '#core/release/revision.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { describeKept } from '#core/words/release/describe-kept-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './history.module.css';

interface RevisionListProps {
  readonly entries: readonly KeptWithRuns[];
  /** The one that is the text as it is now; null: none is. */
  readonly now: number | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

export function RevisionList({ entries, now, chosen, onChoose }: RevisionListProps) {
  return (
    <ol className={classes.list} aria-label="Revisions, newest first">
      {entries.map((entry) => (
        <li key={entry.number}>
          <button
            type="button"
            className={classes.entry}
            aria-current={entry.number === chosen ? 'true' : undefined}
            onClick={() => onChoose(entry.number)}
          >
            <span className={classes.number}>{entry.number}</span>
            <span className={classes.what}>
              <span className={classes.because}>
                <SafeText text={capital(describeKept(entry))} />{' '}
                {entry.number === now && <span className={classes.tag}>now</span>}
              </span>
              <span className={classes.about}>
                {formatTime(entry.at)} · <SafeText text={entry.login} />
                {entry.runs.length > 0 && ` · ${formatCount(entry.runs.length, 'run')}`}
              </span>
              <span className={classes.code}>
                {entry.revision === null ? 'has errors' : shortRevision(entry.revision)}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
