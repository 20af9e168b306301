import { useMantineColorScheme } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { bridge } from '#bridge/bridge.ts';
import { useNews } from '#bridge/use-news.ts';
import { noticeInfo } from '#ui/notices.ts';
import { importStore } from './import-release.ts';
import { leaveWindow } from './leaving.ts';

/** What the menu, the keyboard and the program tell the whole window. */
export function WindowNews() {
  const [, navigate] = useLocation();
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
    if (news.kind !== 'menu') return;
    switch (news.item) {
      case 'new-release':
        return navigate('/new');
      case 'import':
        return void importStore.getState().byDialog();
      case 'palette':
        return spotlight.open();
      case 'settings':
        return navigate('/settings');
      case 'help':
        return navigate('/help');
    }
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'F1') navigate('/help');
      else if (event.key === ',' && (event.ctrlKey || event.metaKey)) navigate('/settings');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);
  return null;
}
