import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import { noticeInfo } from '#ui/notices.ts';
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
    if (news.kind === 'engineRestarted') {
      noticeInfo(
        'The engine was started again',
        'It had ended by itself. Open runs are shown as interrupted; look at them before you continue.',
      );
    }
    if (news.kind === 'leaving') void leaveWindow();
  });
  return null;
}
