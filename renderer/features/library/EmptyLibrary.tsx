import { Button } from '@mantine/core';
import { IconFileImport, IconPencil, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './EmptyLibrary.module.css';

interface EmptyLibraryProps {
  readonly onImport: () => void;
  readonly onCreate: () => void;
  readonly onSample: () => void;
  /** What practice hosts cannot rehearse on this system; null: nothing. */
  readonly limits: string | null;
}

/** The first start: three ways in, and what the program never does. */
export function EmptyLibrary({ onImport, onCreate, onSample, limits }: EmptyLibraryProps) {
  return (
    <section className={classes.first} aria-labelledby="first-run">
      <h2 id="first-run" className={classes.title}>
        No releases yet
      </h2>
      <p className={classes.lead}>
        A release is one file: what goes to production, the steps that bring it there, and the steps that take
        it back.
      </p>
      <div className={classes.ways}>
        <Way icon={<IconPlayerPlay />} title="Try the sample">
          <p>
            {`Run a sample deployment, see a step fail, and back it out. Its practice hosts are on this workstation; nothing else is touched.${limits === null ? '' : ` ${limits}`}`}
          </p>
          <Button onClick={onSample}>Open the sample release</Button>
        </Way>
        <Way icon={<IconPencil />} title="Write a release">
          <p>Begin with a product and its version, then fill in hosts and steps by forms or as text.</p>
          <Button variant="default" onClick={onCreate}>
            New release
          </Button>
        </Way>
        <Way icon={<IconFileImport />} title="Import a release">
          <p>Take a release file that somebody gave you. You can also drop it anywhere on this window.</p>
          <Button variant="default" onClick={onImport}>
            Import…
          </Button>
        </Way>
      </div>
      <p className={classes.never}>
        Holdpoint connects only to what your releases name: no account, no telemetry, no automatic updates.
        Everything it stores stays on this workstation.
      </p>
    </section>
  );
}

interface WayProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

function Way({ icon, title, children }: WayProps) {
  return (
    <div className={classes.way}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <h3 className={classes.wayTitle}>{title}</h3>
      {children}
    </div>
  );
}
