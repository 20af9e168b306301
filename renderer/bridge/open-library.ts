import { bridge } from './bridge.ts';

/** Opens a library in a window of its own: one of the list, or (null) one that the person chooses. */
export async function openLibrary(
  id: string | null,
  failed: (title: string, cause: unknown) => void,
): Promise<void> {
  try {
    await bridge.call('desktop.openLibrary', { id });
  } catch (cause) {
    failed('The library was not opened', cause);
  }
}
