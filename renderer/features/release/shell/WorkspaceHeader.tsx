import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconChevronLeft, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useWindowTitle } from '#ui/window-title.ts';
import { useRaw, useRelease } from '../release-context.ts';
import { textOf } from '../text/raw.ts';
import { SavingMark } from './SavingMark.tsx';
import classes from './shell.module.css';

interface WorkspaceHeaderProps {
  readonly release: string;
  /** How the text stands, beside whether it is saved. */
  readonly standing: ReactNode;
}

export function WorkspaceHeader({ release, standing }: WorkspaceHeaderProps) {
  const name = textOf(useRaw(['release', 'name'])) || release;
  const version = textOf(useRaw(['release', 'version']));
  const { past, future } = useRelease((state) => state.draft);
  const { undo, redo } = useRelease((state) => state.write);
  useWindowTitle(spelledLines(`${name} ${version}`), 'thing');
  return (
    <header className={classes.header}>
      <Link href="/" className={classes.back} aria-label="Back to the library">
        <IconChevronLeft size={18} stroke={1.75} aria-hidden />
      </Link>
      <h1 className={classes.title} title={spelledLines(name)}>
        <SafeText text={name} />
      </h1>
      <span className={classes.version}>
        <SafeText text={version} />
      </span>
      <SavingMark />
      {standing}
      <span className={classes.grow} />
      <Tooltip label="Undo (Ctrl Z)">
        <ActionIcon aria-label="Undo" disabled={past.length === 0} onClick={undo}>
          <IconArrowBackUp size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Redo (Ctrl Shift Z)">
        <ActionIcon aria-label="Redo" disabled={future.length === 0} onClick={redo}>
          <IconArrowForwardUp size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Button
        component={Link}
        href={`/release/${release}/run?plan=deployment`}
        leftSection={<IconPlayerPlay size={15} />}
      >
        Start a run
      </Button>
    </header>
  );
}
