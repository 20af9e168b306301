/** Settings of this workstation, with what holds until somebody says otherwise. */

import { z } from 'zod';
import type { Library } from '#adapters/sqlite/library.ts';
import { accountName } from '#adapters/system/account.ts';
import { keyChanges } from '#contract/app-keys.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import { THEMES } from '#contract/themes.ts';
import { DEFAULT_PAPER, PAPER_SIZES } from '#core/report/paper-size.ts';
import { CLOCK_ZONES, setClockZone } from '#core/words/figures/format-time.ts';

const KEY = 'settings';
const stored = z.object({
  operator: z.string(),
  theme: z.enum(THEMES),
  knownHosts: z.array(z.string()),
  connectTimeoutSeconds: z.int().nullable(),
  notify: z.boolean().default(true),
  tray: z.boolean().default(false),
  clock: z.enum(CLOCK_ZONES).default('workstation'),
  paper: z.enum(PAPER_SIZES).default(DEFAULT_PAPER),
  keys: keyChanges.catch({}),
});

export function readSettings(library: Library): Settings {
  const found = stored.safeParse(library.readSetting(KEY));
  return found.success
    ? found.data
    : {
        operator: accountName(),
        theme: 'auto',
        knownHosts: [],
        connectTimeoutSeconds: null,
        notify: true,
        tray: false,
        clock: 'workstation',
        paper: DEFAULT_PAPER,
        keys: {},
      };
}

export function writeSettings(library: Library, settings: Settings): Settings {
  library.writeSetting(KEY, settings);
  setClockZone(settings.clock);
  return settings;
}
