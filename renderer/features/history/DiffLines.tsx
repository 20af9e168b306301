import type { StreamComparison } from '#core/run/comparison.ts';
import { sayCount } from '#run/wording.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './history.module.css';

interface DiffLinesProps {
  readonly stream: 'Output' | 'Errors';
  readonly compared: StreamComparison | null;
}

/** The lines that differ, with their signs, and some around them. */
export function DiffLines({ stream, compared }: DiffLinesProps) {
  if (compared === null || compared.lines.length === 0) return null;
  const { added, removed, lines } = compared;
  return (
    <details className={classes['diff']}>
      <summary>
        {stream}: {sayCount(added, 'line')} added, {removed} removed
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard */}
      <div className={classes['lines']} role="group" aria-label={`${stream}, line by line`} tabIndex={0}>
        {lines.map(({ kind, text }, i) => {
          const Line = TAGS[kind];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names, and never change
            <Line key={i} className={classes['line']} data-tone={TONES[kind]}>
              <span className={classes['sign']}>{kind}</span>
              <SafeText text={text} />
            </Line>
          );
        })}
      </div>
    </details>
  );
}

const TAGS = { ' ': 'div', '+': 'ins', '-': 'del' } as const;
const TONES = { ' ': undefined, '+': 'good', '-': 'bad' } as const;
