import { Tooltip } from '@mantine/core';
import classes from './plan.module.css';

export function MirrorHead() {
  return (
    <div className={classes.head} aria-hidden>
      <Tooltip label="How long it takes to back out once this step is done, by the expected durations of the undo steps">
        <span>Back out in</span>
      </Tooltip>
      <span>Step</span>
      <span>Undo</span>
    </div>
  );
}
