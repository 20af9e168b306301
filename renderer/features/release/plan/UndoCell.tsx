import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCircleDashed, IconMinus } from '@tabler/icons-react';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Duration } from './Duration.tsx';
import classes from './plan.module.css';
import type { UndoDraft } from './step-draft.ts';

interface UndoCellProps {
  readonly undo: UndoDraft;
  readonly title: string;
  readonly onOpen: () => void;
}

export function UndoCell({ undo, title, onOpen }: UndoCellProps) {
  switch (undo.kind) {
    case 'undo':
      return (
        <div className={classes.undo}>
          <IconArrowBackUp size={17} stroke={1.6} aria-label="Undo" className={classes.kind} />
          <div className={classes.stepBody}>
            {undo.title && (
              <div>
                <SafeText text={undo.title} />
              </div>
            )}
            <div className={classes.code} title={spelledLines(undo.words)}>
              <SafeLines text={undo.words} />
            </div>
            <div className={classes.facts}>
              <span>
                takes <Duration ms={undo.takesMs} none="an unknown time" />
              </span>
            </div>
          </div>
        </div>
      );
    case 'no-return':
      return (
        <div className={classes.undo} data-kind="no-return">
          <IconAlertTriangle size={17} stroke={1.8} aria-hidden className={classes.undoIcon} />
          <div className={classes.stepBody}>
            <strong>Point of no return</strong>
            <div>
              <SafeText text={undo.why} />
            </div>
          </div>
        </div>
      );
    case 'nothing':
      return (
        <div className={classes.undo} data-kind="nothing">
          <IconMinus size={17} stroke={1.6} aria-hidden className={classes.undoIcon} />
          <div className={classes.stepBody}>
            <SafeText text={undo.why ? `Nothing to undo: ${undo.why}` : 'Nothing to undo'} />
          </div>
        </div>
      );
    case 'needless':
      return <div className={classes.undo} data-kind="needless" />;
    case 'gap':
      return (
        <div className={classes.undo} data-kind="gap">
          <IconCircleDashed size={17} stroke={1.8} aria-hidden className={classes.undoIcon} />
          <div className={classes.stepBody}>
            <strong>Gap:</strong> the release does not say how to undo this.
          </div>
          <Button
            size="compact-xs"
            variant="default"
            onClick={onOpen}
            aria-label={spelledLines(`Add an undo for ${title}`)}
          >
            Add undo…
          </Button>
        </div>
      );
  }
}
