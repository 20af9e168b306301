/** What is shown of the part of an output that is held, with our own words where something of it is left out. */
import { aroundGaps } from '#core/run/around-gaps.ts';
import type { OutputCut } from '#core/run/events.ts';
import { labelGap } from '#core/words/run/describe-output.ts';
import { readRows } from '#ui/output/output-text.ts';
import { type OutputWindow, wholeLines } from '#ui/output/output-window.ts';
import { ourRow, type Row } from '#ui/output/row-writer.ts';

interface Shown {
  readonly raw: boolean;
  readonly cut: OutputCut | null;
}

export function rowsOf(window: OutputWindow, { raw, cut }: Shown): readonly Row[] {
  return aroundGaps(wholeLines(window), cut?.gaps ?? []).flatMap((part) =>
    part.kind === 'gap'
      ? ourRow(part.gap.at, labelGap(part.gap))
      : readRows(part.bytes, { from: part.from, raw }),
  );
}
