import { useHotkeys } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAppCommands } from '#bridge/app-commands.ts';
import { bridge } from '#bridge/bridge.ts';
import { wishBundle } from '#bridge/bundle-wish.ts';
import { LeftForms } from '#ui/form/LeftForms.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { useRaw, useRelease } from '../release-context.ts';
import { textOf } from '../text/raw.ts';
import { VIEWS, type ViewId } from '../views.ts';
import { ConflictBar } from './ConflictBar.tsx';
import { ProblemsPanel, ProblemsToggle } from './ProblemsPanel.tsx';
import classes from './shell.module.css';
import { WorkspaceHeader } from './WorkspaceHeader.tsx';

interface WorkspaceFrameProps {
  readonly release: string;
  readonly view: ViewId;
  readonly children: ReactNode;
}

export function WorkspaceFrame({ release, view, children }: WorkspaceFrameProps) {
  const [problems, setProblems] = useState(false);
  const { undo, redo } = useRelease((state) => state.write);
  const { save } = useRelease((state) => state.keep);
  const name = textOf(useRaw(['release', 'name'])) || release;
  const version = textOf(useRaw(['release', 'version']));
  useHotkeys(
    [
      ['mod+S', () => void save()],
      ['mod+Z', undo],
      ['mod+shift+Z', redo],
      ['mod+Y', redo],
    ],
    ['INPUT', 'TEXTAREA', 'SELECT'],
    true,
  );
  const [, goTo] = useLocation();
  useAppCommands({
    start: () => goTo(`/release/${release}/run?plan=deployment`),
    'save-release': () => void saveAsFile(release, save),
    'save-bundle': () => void saveAsBundle({ id: release, name, version }, save),
  });
  return (
    <div className={classes.frame}>
      <WorkspaceHeader
        release={release}
        standing={<ProblemsToggle opened={problems} onToggle={() => setProblems(!problems)} />}
      />
      <nav className={classes.tabs} aria-label="Parts of the release">
        {VIEWS.map(({ id, label }) => (
          <Link
            key={id}
            href={`/release/${release}/${id}`}
            className={classes.tab}
            aria-current={id === view ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <ConflictBar />
      <LeftForms />
      <div className={classes.view} data-view={view}>
        {children}
      </div>
      {problems && <ProblemsPanel release={release} onClose={() => setProblems(false)} />}
    </div>
  );
}

/** What the file holds is what is on screen. */
async function saveAsFile(release: string, save: () => Promise<unknown>): Promise<void> {
  try {
    await save();
    const saved = await bridge.call('desktop.exportRelease', { release });
    if (saved) noticeDone('Release file saved', saved.path);
  } catch (cause) {
    noticeFailure('The release file was not saved', cause);
  }
}

async function saveAsBundle(
  wish: NonNullable<Parameters<typeof wishBundle>[0]>,
  save: () => Promise<unknown>,
): Promise<void> {
  try {
    await save();
    wishBundle(wish);
  } catch (cause) {
    noticeFailure('The bundle was not saved', cause);
  }
}
