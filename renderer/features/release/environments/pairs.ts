import { type Raw, textOf } from '../text/raw.ts';

/** `name: value` on each line. */
export function pairsText(record: Raw): string {
  return Object.entries(record)
    .map(([key, value]) => `${key}: ${textOf(value)}`)
    .join('\n');
}

export function pairsFrom(text: string): Raw {
  const pairs = text.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  return Object.fromEntries(pairs.filter(([key]) => key !== ''));
}
