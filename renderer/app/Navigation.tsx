import { Tooltip } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useKeyChanges } from '#bridge/app-commands.ts';
import { labelKeys } from '#contract/app-commands.ts';
import { keysOf } from '#contract/app-keys.ts';
import { formatZone } from '#core/words/figures/format-time.ts';
import { HoldpointMark } from './HoldpointMark.tsx';
import { LibraryName } from './LibraryName.tsx';
import { APP_PLACES, type AppPlace, WORK_PLACES } from './places.ts';
import classes from './Shell.module.css';

export function Navigation({ path }: { readonly path: string }) {
  const keys = keysOf('palette', useKeyChanges());
  return (
    <nav className={classes.nav} aria-label="Main">
      <div className={classes.brand}>
        <HoldpointMark className={classes.mark} />
        <span className={classes.label}>Holdpoint</span>
      </div>
      <LibraryName />
      <button
        type="button"
        className={classes.item}
        onClick={() => spotlight.open()}
        aria-keyshortcuts={keys?.replace('Mod', 'Control')}
      >
        <IconSearch size={17} stroke={1.6} aria-hidden />
        <span className={classes.label}>Search…</span>
        <span className={classes.key} aria-hidden>
          {keys === undefined ? '' : labelKeys(keys, false).join(' ')}
        </span>
      </button>
      {WORK_PLACES.map((place) => (
        <NavigationItem key={place.to} place={place} path={path} />
      ))}
      <div className={classes.spacer} />
      {APP_PLACES.map((place) => (
        <NavigationItem key={place.to} place={place} path={path} />
      ))}
      <Zone />
    </nav>
  );
}

/** In which zone every time of day on every page is. */
function Zone() {
  const name = useZoneName();
  return (
    <div className={classes.zone} title={name}>
      <span className={classes.label}>Times are in </span>
      <span>{formatZone(new Date().toISOString())}</span>
    </div>
  );
}

/** Asked when there is time: the first question of a page for its locale takes longer than to draw what it begins with. */
function useZoneName(): string | undefined {
  const [name, setName] = useState<string>();
  useEffect(() => {
    const asked = requestIdleCallback(() => setName(Intl.DateTimeFormat().resolvedOptions().timeZone));
    return () => cancelIdleCallback(asked);
  }, []);
  return name;
}

function NavigationItem({ place, path }: { readonly place: AppPlace; readonly path: string }) {
  return (
    <Tooltip label={place.label} position="right" disabled={window.innerWidth > 1100}>
      <Link href={place.to} className={classes.item} aria-current={place.holds(path) ? 'page' : undefined}>
        <place.icon size={17} stroke={1.6} aria-hidden />
        <span className={classes.label}>{place.label}</span>
      </Link>
    </Tooltip>
  );
}
