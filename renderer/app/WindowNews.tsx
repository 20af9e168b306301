import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import { leaveWindow } from './leaving.ts';

/** What the program tells every window. */
export function WindowNews() {
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    // Without settings the window looks like the system, and the settings page says what is wrong.
    bridge.call('settings.read', {}).then(
      ({ theme }) => setColorScheme(theme),
      () => undefined,
    );
  }, [setColorScheme]);
  useNews((news) => {
    if (news.kind === 'leaving') void leaveWindow();
  });
  return null;
}
