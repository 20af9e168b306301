import { IconAlertTriangle, IconHelp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TimeFromHere } from '#core/backout/times-by-step.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { describeEstimate, formatTimeFromHere } from '#core/words/backout/describe-estimate.ts';
import { openRowMenu } from '#ui/open-row-menu.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Duration } from './Duration.tsx';
import { KIND_ICONS } from './kind-icons.ts';
import classes from './plan.module.css';
import type { StepDraft } from './step-draft.ts';
import { UndoCell } from './UndoCell.tsx';

interface StepRowProps {
  readonly step: StepDraft;
  readonly time: TimeFromHere | null;
  readonly phaseOn: string;
  /** Of its phase. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onOpen: () => void;
  readonly menu: ReactNode;
}

export function StepRow({ step, time, phaseOn, isFirst, isLast, onOpen, menu }: StepRowProps) {
  const kind = step.kind && STEP_KINDS[step.kind];
  const KindIcon = step.kind ? KIND_ICONS[step.kind] : IconHelp;
  const on = step.on || (kind?.where === 'hosts' ? phaseOn : '');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its button opens the same menu by keyboard
    <div
      className={classes.row}
      onContextMenu={openRowMenu}
      data-undo={step.undo.kind}
      data-first={isFirst || undefined}
      data-last={isLast || undefined}
    >
      <TimeCell time={time} />
      <div className={classes.step}>
        <span className={classes.grip} data-grip title="Drag to move">
          <KindIcon
            size={18}
            stroke={1.6}
            aria-label={kind?.label ?? 'No kind yet'}
            className={classes.kind}
          />
        </span>
        <div className={classes.stepBody}>
          <button type="button" className={classes.open} onClick={onOpen} data-row-focus>
            <SafeText text={step.title || 'Untitled step'} />
          </button>
          {step.words && (
            <div className={kind?.prints ? classes.code : classes.words} title={spelledLines(step.words)}>
              <SafeLines text={step.words} />
            </div>
          )}
          <div className={classes.facts}>
            {on && (
              <span>
                on <SafeText text={on} />
              </span>
            )}
            {step.delegateTo && (
              <span>
                carried out on <SafeText text={step.delegateTo} />
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
    </div>
  );
}

function TimeCell({ time }: { readonly time: TimeFromHere | null }) {
  if (time === null) return <div className={classes.time} />;
  const { estimate, noReturn } = time;
  const whole = describeEstimate(estimate);
  if (noReturn) {
    return (
      <div className={classes.time} data-no-return title={`A point of no return is passed. ${whole}`}>
        <IconAlertTriangle size={14} aria-hidden /> No way back
      </div>
    );
  }
  return (
    <div className={classes.time} title={whole}>
      {formatTimeFromHere(estimate)}
    </div>
  );
}
