import { IconAlertTriangle, IconHelp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Duration } from '#ui/Duration.tsx';
import { formatDuration } from '#ui/format.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import type { BackoutTime } from './backout-times.ts';
import { KIND_LOOKS } from './kind-look.ts';
import classes from './plan.module.css';
import { HOST_KINDS, type StepDraft } from './step-draft.ts';
import { UndoCell } from './UndoCell.tsx';

interface StepRowProps {
  readonly step: StepDraft;
  readonly time: BackoutTime | null;
  readonly phaseOn: string;
  readonly onOpen: () => void;
  readonly menu: ReactNode;
}

const CODE_KINDS = new Set(['run', 'script', 'check', 'upload', 'download', 'probe']);

export function StepRow({ step, time, phaseOn, onOpen, menu }: StepRowProps) {
  const look = step.kind ? KIND_LOOKS[step.kind] : { icon: IconHelp, label: 'No kind yet' };
  const on = step.on || (step.kind && HOST_KINDS.has(step.kind) ? phaseOn : '');
  return (
    <li className={classes.row} data-undo={step.undo.kind}>
      <TimeCell time={time} />
      <div className={classes.step}>
        <look.icon size={18} stroke={1.6} aria-label={look.label} className={classes.kind} />
        <div className={classes.stepBody}>
          <button type="button" className={classes.open} onClick={onOpen}>
            <SafeText text={step.title || 'Untitled step'} />
          </button>
          {step.words && (
            <div
              className={step.kind && CODE_KINDS.has(step.kind) ? classes.code : classes.words}
              title={spelledLines(step.words)}
            >
              <SafeLines text={step.words} />
            </div>
          )}
          <div className={classes.facts}>
            {on && (
              <span>
                on <SafeText text={on} />
              </span>
            )}
            {step.sudo && (
              <span>
                as <SafeText text={step.sudo} />
              </span>
            )}
            {step.shell && (
              <span>
                by <SafeText text={step.shell} />
              </span>
            )}
            {step.takesMs !== null && (
              <span>
                takes <Duration ms={step.takesMs} />
              </span>
            )}
            {step.owner && (
              <span>
                <SafeText text={step.owner} />
              </span>
            )}
          </div>
        </div>
        <div className={classes.rowMenu}>{menu}</div>
      </div>
      <UndoCell undo={step.undo} title={step.title} onOpen={onOpen} />
    </li>
  );
}

function TimeCell({ time }: { readonly time: BackoutTime | null }) {
  if (time === null) return <div className={classes.time} />;
  if (time.noReturn) {
    return (
      <div className={classes.time} data-no-return>
        <IconAlertTriangle size={14} aria-hidden /> No way back
      </div>
    );
  }
  const said = time.ms === 0 && time.unestimated > 0 ? 'unknown' : formatDuration(time.ms);
  return (
    <div
      className={classes.time}
      title={time.unestimated > 0 ? `${time.unestimated} undo without an expected duration` : undefined}
    >
      {time.unestimated > 0 && time.ms > 0 ? `over ${said}` : said}
    </div>
  );
}
