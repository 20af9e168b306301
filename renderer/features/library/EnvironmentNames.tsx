import { formatMore } from '#core/words/figures/format-count.ts';
import classes from './library.module.css';

const SHOWN = 3;

export function EnvironmentNames({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <span className={classes.quiet}>None yet</span>;
  const rest = names.slice(SHOWN);
  return (
    <span>
      {names.slice(0, SHOWN).join(', ')}
      {rest.length > 0 && (
        <span className={classes.quiet} title={rest.join(', ')}>
          {` ${formatMore(rest.length)}`}
        </span>
      )}
    </span>
  );
}
