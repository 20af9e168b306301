/** Why a text of a release stays in its history, in words. */
import type { KeptText } from '../../library/kept-text.ts';

/** Of the text that is worked on. `when`: a time as the reader says it. */
export function describeNotKept(when: string, by: string): string {
  return `the text as it is now was saved ${when} by ${by} and is not kept yet`;
}

export function describeKept({ because, note }: Pick<KeptText, 'because' | 'note'>): string {
  switch (because) {
    case 'created':
      return 'created';
    case 'derived':
      return `made from ${note}`;
    case 'imported':
      return 'imported from a file';
    case 'edited':
      return 'edited';
    case 'kept':
      return note ?? 'kept';
    case 'run':
      return 'first run';
    case 'approved':
      return `approved by ${note}`;
    case 'restored':
      return `revision ${note} restored`;
  }
}
