import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { doCommand, isTakenUp, pressKeys, useAppCommands, usePossible } from '#bridge/app-commands.ts';
import { bridge } from '#bridge/bridge.ts';
import { openLibrary } from '#bridge/open-library.ts';
import { pin, usePinned } from '#bridge/pinned.ts';
import { useNews } from '#bridge/use-news.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import { linkOfPage } from '#contract/page-path.ts';
import { describeSleep } from '#core/words/run/describe-activity.ts';
import { copyText } from '#ui/clipboard.ts';
import { lostNow } from '#ui/form/unsaved.ts';
import { noticeDone, noticeFailure, noticeInfo } from '#ui/notices.ts';
import { onThing, thingNow } from '#ui/window-title.ts';
import { importStore } from './import-release.ts';
import { keySheet } from './KeySheet.tsx';
import { leavePage } from './leaving.ts';
import { quickOpen } from './QuickOpen.tsx';

/** What can be done on every page, and what menu, keys and other programs ask of this one. */
export function AppCommands() {
  const [path, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme() === 'dark';
  const thing = thingOf(path);
  const pinned = usePinned();
  useAppCommands({
    'new-release': () => navigate('/new'),
    import: () => void importStore.getState().byDialog(),
    settings: () => navigate('/settings'),
    'open-library': () => void openLibrary(null, noticeFailure),
    libraries: () => navigate('/settings?part=library'),
    backups: () => navigate('/backups'),
    diagnostics: () => navigate('/diagnostics'),
    palette: () => spotlight.toggle(),
    'quick-open': () => quickOpen.toggle(),
    library: () => navigate('/'),
    runs: () => navigate('/runs'),
    hosts: () => navigate('/hosts'),
    credentials: () => navigate('/credentials'),
    back: () => leavePage(() => history.back()),
    forward: () => leavePage(() => history.forward()),
    appearance: () => void changeTheme(dark ? 'light' : 'dark', setColorScheme),
    help: () => navigate('/help'),
    keys: () => keySheet.open(),
    'own-window': () => openHere(),
    about: () => navigate('/settings?part=about'),
    pin: thing && (() => pinThing(thing.path, pinned)),
    'copy-id': thing && (() => copyText(thing.id, 'ID copied')),
    'copy-link': thing && (() => copyText(thing.link, 'Link copied')),
  });
  useNews((news) => {
    if (news.kind === 'command') doCommand(news.id);
    if (news.kind === 'goTo') showWanted(news.path, navigate);
    if (news.kind === 'fileHanded') void importStore.getState().handed();
    if (news.kind === 'slept') {
      const { title, body } = describeSleep(news);
      noticeInfo(title, body);
    }
    if (news.kind === 'linkRefused')
      noticeInfo(
        'The link was not opened',
        'Holdpoint opens holdpoint://run/ID and holdpoint://release/ID, and nothing else.',
      );
    if (news.kind === 'fileMissed')
      noticeFailure(
        'The file was not imported',
        new Error(
          `${news.path} is not there, or is not a file. Find where it is now and open it from there.`,
        ),
      );
  });
  useEffect(() => {
    window.addEventListener('keydown', pressKeys);
    return () => window.removeEventListener('keydown', pressKeys);
  }, []);
  useShowing(path);
  return null;
}

/** Tells the window what it shows and what can be done; for its menu, for the next start, and for what was opened last. */
function useShowing(page: string): void {
  const enabled = usePossible();
  const query = useSearch();
  const path = query === '' ? page : `${page}?${query}`;
  useEffect(() => {
    const tell = (): void => {
      const shown = { path, title: thingNow().slice(0, 300), enabled: [...enabled] };
      // A page that the window does not know is not remembered.
      bridge.call('desktop.showing', shown).catch(() => undefined);
    };
    tell();
    return onThing(tell);
  }, [path, enabled]);
}

interface OpenThing {
  readonly id: string;
  readonly link: string;
  /** Its page. */
  readonly path: string;
}

function thingOf(path: string): OpenThing | null {
  const link = linkOfPage(path);
  if (link === null) return null;
  return { id: link.slice(link.lastIndexOf('/') + 1), link, path: path.split('/').slice(0, 3).join('/') };
}

function pinThing(path: string, pinned: readonly string[]): void {
  const title = thingNow();
  if (title === '') return;
  const isPinned = !pinned.includes(path);
  pin({ path, title, isPinned }, noticeFailure);
  noticeDone(isPinned ? 'Pinned' : 'Unpinned', title);
}

type Theme = Settings['theme'];

/** In this window at once, and kept with the settings, which the others and the next start follow. */
async function changeTheme(theme: Theme, show: (theme: Theme) => void): Promise<void> {
  show(theme);
  try {
    const settings = await bridge.call('settings.read', {});
    await bridge.call('settings.write', { ...settings, theme, knownHosts: [...settings.knownHosts] });
  } catch (cause) {
    noticeFailure('The appearance was not saved', cause);
  }
}

/** What a link, a notification or a list leads to. It takes no page away in which somebody is writing. */
function showWanted(path: string, navigate: (path: string) => void): void {
  if (isTakenUp() || lostNow().length > 0) openInWindow(path);
  else navigate(path);
}

/** Another window on what this one shows. */
function openHere(): void {
  openInWindow(location.hash.slice(1) || '/');
}

function openInWindow(path: string): void {
  bridge
    .call('desktop.openWindow', { path })
    .catch((cause: unknown) => noticeFailure('The window was not opened', cause));
}
