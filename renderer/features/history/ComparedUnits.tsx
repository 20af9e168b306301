import type { RunComparison, StreamComparison, UnitComparison, UnitVerdict } from '#core/run/comparison.ts';
import { placeOf } from '#core/run/comparison.ts';
import { formatCount, formatUnitCount } from '#core/words/figures/format-count.ts';
import {
  describeDifference,
  describeDifferences,
  describeStream,
} from '#core/words/run/describe-difference.ts';
import { type Column, DataTable } from '#ui/DataTable.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import type { LookName } from '#ui/state/state-look.ts';
import { MOST_ROWS, shortId } from './comparing.ts';
import classes from './history.module.css';

interface ComparedUnitsProps {
  readonly rows: readonly UnitComparison[];
  readonly comparison: RunComparison;
}

/** One row a unit: whether it is the same, what differs, and the lines of output that do. */
export function ComparedUnits({ rows, comparison }: ComparedUnitsProps) {
  if (rows.length === 0) return null;
  const left = rows.length - MOST_ROWS;
  return (
    <>
      <DataTable
        label="Steps on hosts"
        rows={rows.slice(0, MOST_ROWS)}
        columns={columnsFor(comparison)}
        keyOf={({ step, host, verdict }) => `${step} ${host ?? ''} ${verdict}`}
        textOf={textOfUnit}
      />
      {left > 0 ? (
        <p className={classes.quiet}>
          {`${formatUnitCount(left)} more: holdpoint compare ${comparison.a.run} ${comparison.b.run}`}
        </p>
      ) : null}
    </>
  );
}

function textOfUnit(unit: UnitComparison): string {
  return [unit.step, placeOf(unit) ?? '', unit.verdict, ...describeDifferences(unit)].join(' ');
}

const LOOKS: Readonly<Record<UnitVerdict, LookName>> = {
  same: 'ok',
  differs: 'differs',
  'only-a': 'skipped',
  'only-b': 'skipped',
};

function columnsFor({ a, b }: RunComparison): readonly Column<UnitComparison>[] {
  const words: Readonly<Record<UnitVerdict, string>> = {
    same: 'the same',
    differs: 'differs',
    'only-a': `only in ${shortId(a.run)}`,
    'only-b': `only in ${shortId(b.run)}`,
  };
  return [
    { key: 'step', title: 'Step', width: '17%', cell: ({ step }) => <SafeText text={step} /> },
    { key: 'host', title: 'Host', width: '24%', cell: (unit) => <SafeText text={placeOf(unit) ?? '–'} /> },
    {
      key: 'verdict',
      title: 'Result',
      width: '150px',
      cell: ({ verdict }) => <StateMark state={LOOKS[verdict]} word={words[verdict]} />,
    },
    { key: 'what', title: 'What differs', cell: (unit) => <What unit={unit} /> },
  ];
}

/** Of a stream whose lines are shown, they say how many there are. */
function What({ unit: { changed, stdout, stderr } }: { readonly unit: UnitComparison }) {
  const words = [
    ...changed.map(describeDifference),
    ...(hasLines(stdout) ? [] : describeStream('stdout', stdout)),
    ...(hasLines(stderr) ? [] : describeStream('stderr', stderr)),
  ];
  return (
    <>
      {words.map((each) => (
        <div key={each}>
          <SafeText text={each} />
        </div>
      ))}
      <DiffLines stream="Output" compared={stdout} />
      <DiffLines stream="Errors" compared={stderr} />
    </>
  );
}

function hasLines(compared: StreamComparison | null): compared is StreamComparison {
  return compared !== null && compared.lines.length > 0;
}

interface DiffLinesProps {
  readonly stream: 'Output' | 'Errors';
  readonly compared: StreamComparison | null;
}

/** The lines that differ, with their signs, and some around them. */
function DiffLines({ stream, compared }: DiffLinesProps) {
  if (!hasLines(compared)) return null;
  const { added, removed, lines } = compared;
  return (
    <details className={classes.diff}>
      <summary>{`${stream}: ${formatCount(added, 'line')} added, ${removed} removed`}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard */}
      <div className={classes.lines} role="group" aria-label={`${stream}, line by line`} tabIndex={0}>
        {lines.map(({ kind, text }, i) => {
          const Line = TAGS[kind];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no names, and never change
            <Line key={i} className={classes.line} data-tone={TONES[kind]}>
              <span className={classes.sign}>{kind}</span>
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
