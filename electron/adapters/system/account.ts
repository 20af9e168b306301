/** Who this program runs as. The system may have no entry for that account, as for a user of a container who is only a number. */
import { homedir, userInfo } from 'node:os';

/** The login name; the number where there is no name. */
export function accountName(): string {
  return fromSystem(() => userInfo().username) ?? String(process.getuid?.() ?? 'unknown');
}

/** `HOME`, or what the system's entry says; null where neither names a folder. */
export function homeFolder(): string | null {
  return fromSystem(homedir) || null;
}

function fromSystem(ask: () => string): string | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return null;
    throw error;
  }
}
