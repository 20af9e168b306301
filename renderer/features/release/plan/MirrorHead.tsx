import { Tooltip } from '@mantine/core';
import classes from './plan.module.css';
import { useMirrorEnvironment } from './use-times-from-here.ts';

export function MirrorHead() {
  const environment = useMirrorEnvironment();
  return (
    <div className={classes.head} aria-hidden>
      <Tooltip
        label={`How long backing out takes once this step is done on every host${environment === null ? '' : ` of ${environment}`}, with what comes before and after, by the expected durations and by earlier backouts`}
      >
        <span>Back out in</span>
      </Tooltip>
      <span>Step</span>
      <span>Undo</span>
    </div>
  );
}
