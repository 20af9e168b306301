import { type LookName, lookOf } from './state-look.ts';
import classes from './state-mark.module.css';

interface StateMarkProps {
  readonly state: LookName;
  /** Stands instead of the state's own word. */
  readonly word?: string;
  /** Only the icon is seen; the word is still read out. */
  readonly bare?: boolean;
  readonly size?: 'small' | 'large';
}

/** A state as icon and word: never by colour alone. */
export function StateMark({ state, word = state, bare = false, size = 'small' }: StateMarkProps) {
  const { icon: Icon, tone } = lookOf(state);
  return (
    <span className={classes.mark} data-tone={tone} data-size={size}>
      <Icon aria-hidden className={classes.icon} data-turns={state === 'running'} />
      <span className={bare ? classes.unseen : undefined}>{word}</span>
    </span>
  );
}
