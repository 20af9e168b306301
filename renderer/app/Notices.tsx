import { Notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import classes from './Shell.module.css';

/** Notices have a strip of their own below the page: they cover nothing, and tall dialogs give them room. */
export function Notices() {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (strip.current === null) return;
    const watcher = new ResizeObserver(([entry]) => {
      const height = Math.ceil(entry?.borderBoxSize[0]?.blockSize ?? 0);
      document.documentElement.style.setProperty('--hp-notices', `${height}px`);
    });
    watcher.observe(strip.current);
    return () => watcher.disconnect();
  }, []);
  return (
    <div ref={strip} className={classes.notices}>
      <Notifications position="bottom-left" limit={4} withinPortal={false} />
    </div>
  );
}
