import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import { formatCount } from '#core/words/figures/format-count.ts';
import { useRelease } from '../release-context.ts';
import classes from './overview.module.css';
import { TakenOver } from './TakenOver.tsx';

/** What there is to do about the text itself. */
export function ReadinessPanel({ release }: { readonly release: string }) {
  const issues = useRelease((state) => state.draft.read.issues);
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const isGood = errors === 0;
  const Glyph = isGood ? IconCheck : IconAlertCircle;
  return (
    <aside className={classes.readiness} aria-label="Readiness">
      <h2>Readiness</h2>
      <Link href={`/release/${release}/source`} className={classes.line} data-tone={isGood ? 'good' : 'bad'}>
        <Glyph size={16} stroke={1.9} aria-hidden />
        <span>{isGood ? 'The file has no problems' : `${formatCount(errors, 'problem')} in the file`}</span>
      </Link>
      <TakenOver release={release} />
    </aside>
  );
}
