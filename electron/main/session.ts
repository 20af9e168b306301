/** Where a person was: which windows show what, where they stand for each set of displays, and how large everything is. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import { isPagePath } from '#contract/page-path.ts';
import { THEMES } from '#contract/themes.ts';
import { FIRST_PLACE, placeSchema, type WindowPlace } from './window-place.ts';

/** Most windows and sets of displays that are remembered. */
const MOST = 12;
const MOST_PINNED = 30;

/** The page before a run asks hosts for their keys, which nobody wants of a start: its release is shown. */
function pageToRestore(path: string): string {
  return path.replace(/^(\/release\/[^/?]+)\/run(\?.*)?$/, '$1');
}

const windowSchema = z.object({
  path: z.string().refine(isPagePath).transform(pageToRestore).catch('/'),
  /** By set of displays; the last one is that of the last time. */
  places: z.record(z.string(), placeSchema).catch({}),
});

const openedSchema = z.object({ path: z.string().refine(isPagePath), title: z.string().min(1).max(300) });

const sessionSchema = z.object({
  theme: z.enum(THEMES).catch('auto'),
  zoom: z.number().min(0.5).max(3).catch(1),
  windows: z.array(windowSchema).max(MOST).catch([]),
  /** Releases and runs that were opened last, newest first. */
  recent: z.array(openedSchema).max(MOST).catch([]),
  /** Those that a person wants in front of all others, the one pinned last at the end. */
  pinned: z.array(openedSchema).max(MOST_PINNED).catch([]),
});

export type Session = z.output<typeof sessionSchema>;
export type SessionWindow = z.output<typeof windowSchema>;

export const FIRST_SESSION: Session = { theme: 'auto', zoom: 1, windows: [], recent: [], pinned: [] };

/** What was kept, or the first start: a lost or damaged file costs nothing. */
export function readSession(path: string): Session {
  try {
    return sessionSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return FIRST_SESSION;
  }
}

export function keepSession(path: string, session: Session): void {
  try {
    const content = JSON.stringify({ ...session, windows: session.windows.slice(0, MOST) });
    writeWholeSync({ path, content });
  } catch (error) {
    console.error(`The places of the windows were not saved: ${String(error)}`);
  }
}

/** Where a window stood the last time with these displays, or else the last time. */
export function placeFor({ places }: SessionWindow, displays: string): WindowPlace {
  return places[displays] ?? Object.values(places).at(-1) ?? FIRST_PLACE;
}

/** The release or the run that a page belongs to, put first; other pages are not listed. */
export function withRecent(recent: Session['recent'], path: string, title: string): Session['recent'] {
  const thing = thingOf(path);
  if (thing === null || title === '') return recent;
  return [{ path: thing, title: title.slice(0, 300) }, ...recent.filter((each) => each.path !== thing)].slice(
    0,
    MOST,
  );
}

/** With this one at the end of what is pinned, or without it. What has no page of a release or a run stays out. */
export function withPinned(
  pinned: Session['pinned'],
  { path, title, isPinned }: { readonly path: string; readonly title: string; readonly isPinned: boolean },
): Session['pinned'] {
  const thing = thingOf(path);
  if (thing === null || title === '') return pinned;
  const others = pinned.filter((each) => each.path !== thing);
  return isPinned ? [...others, { path: thing, title }].slice(-MOST_PINNED) : others;
}

/** Page of the release or the run that a page belongs to. */
function thingOf(path: string): string | null {
  return /^\/(?:release|run)\/[^/?]+/.exec(path)?.[0] ?? null;
}

/** The places with the newest one last. */
export function withPlace(
  places: SessionWindow['places'],
  displays: string,
  place: WindowPlace,
): SessionWindow['places'] {
  const others = Object.entries(places).filter(([name]) => name !== displays);
  return Object.fromEntries([...others.slice(1 - MOST), [displays, place]]);
}
