/** What the keys of the file are called in forms, where that is not the key itself. */
import type { KeyShape } from '#core/release/format/value-type.ts';

const LABELS: Readonly<Record<string, string>> = {
  id: 'ID',
  by: 'Who answers for it',
  ci: 'Configuration item',
  cwd: 'Folder',
  env: 'Environment variables',
  exit: 'Exit codes',
  lead_time: 'Lead time',
  sha256: 'SHA-256',
  stdout: 'Output matches',
  stdout_not: 'Output does not match',
  stderr_not: 'Error output does not match',
  stop_after: 'Stop after',
  times: 'Further tries',
  vars: 'Values',
  delay: 'Wait before each',
  when: 'Only when',
  mode: 'After a lost connection',
  parallel: 'At a time',
};

export function labelKey(key: string): string {
  const words = key.replaceAll('_', ' ');
  return LABELS[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The line of help of the format, as a sentence without its full stop. */
export function describeKey({ help }: KeyShape): string {
  return help.charAt(0).toUpperCase() + help.slice(1);
}
