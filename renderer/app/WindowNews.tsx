import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { changeKeys } from '#bridge/app-commands.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { showTimesIn } from './clock-zone.ts';
import { leaveWindow } from './leaving.ts';

/** What the program tells every window. */
export function WindowNews() {
  const { setColorScheme } = useMantineColorScheme();
  // Without settings the window looks like the system, and the settings page says what is wrong.
  const { value: settings, refresh } = useCommand('settings.read', {});
  const theme = settings?.theme;
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (!settings) return;
    changeKeys(settings.keys);
    showTimesIn(settings.clock);
  }, [settings]);
  useNews((news) => {
    if (news.kind === 'leaving') void leaveWindow();
    if (news.kind === 'libraryChanged' && news.what === 'settings') refresh();
  });
  return null;
}
