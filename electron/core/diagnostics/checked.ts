/** What `doctor` looked at and found. */

export type Health = 'ok' | 'warning' | 'problem';

export interface Checked {
  /** Stays the same from version to version. */
  readonly id: string;
  readonly title: string;
  readonly health: Health;
  /** What was found, as a sentence. */
  readonly says: string;
  /** What to do; null where nothing is. */
  readonly next: string | null;
}

/** The worst of all. */
export function healthOf(all: readonly Checked[]): Health {
  if (all.some(({ health }) => health === 'problem')) return 'problem';
  return all.some(({ health }) => health === 'warning') ? 'warning' : 'ok';
}

export type JudgedHealth = Pick<Checked, 'health' | 'says' | 'next'>;

export const ok = (says: string): JudgedHealth => ({ health: 'ok', says, next: null });
export const warning = (says: string, next: string): JudgedHealth => ({ health: 'warning', says, next });
export const problem = (says: string, next: string): JudgedHealth => ({ health: 'problem', says, next });
