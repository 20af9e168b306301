import type { MantineColorSchemeManager } from '@mantine/core';

/**
 * A page keeps no appearance of its own: it begins with that of its window, which the program sets before it opens one, and the settings
 * tell of changes. The browser's store, which Mantine would ask, is a file, and the first look at a page would wait for it.
 */
export const windowsColorScheme: MantineColorSchemeManager = {
  get: (byDefault) => byDefault,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
