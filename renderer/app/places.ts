import {
  type Icon,
  IconFingerprint,
  IconHelpCircle,
  IconHistory,
  IconKey,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react';

export interface AppPlace {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  /** Does this place hold the given path. */
  readonly holds: (path: string) => boolean;
}

const starts =
  (...prefixes: readonly string[]) =>
  (path: string) =>
    prefixes.some((prefix) => path.startsWith(prefix));

export const WORK_PLACES: readonly AppPlace[] = [
  {
    to: '/',
    label: 'Library',
    icon: IconStack2,
    holds: (path) => path === '/' || path === '/new' || path.startsWith('/release/'),
  },
  { to: '/runs', label: 'Runs', icon: IconHistory, holds: starts('/run') },
  { to: '/hosts', label: 'Hosts and trust', icon: IconFingerprint, holds: starts('/hosts') },
  { to: '/credentials', label: 'Credentials', icon: IconKey, holds: starts('/credentials') },
];

export const APP_PLACES: readonly AppPlace[] = [
  {
    to: '/settings',
    label: 'Settings',
    icon: IconSettings,
    holds: starts('/settings', '/backups', '/diagnostics'),
  },
  { to: '/help', label: 'Help', icon: IconHelpCircle, holds: starts('/help') },
];
