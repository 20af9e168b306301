/** What an evidence file is found to be, in words: in the file itself and by `verify`. */
import type { FileFinding } from '../../evidence-file/check.ts';
import { FORMAT, type HeldPart } from '../../evidence-file/parts.ts';
import type { EvidenceFinding } from '../../run/evidence.ts';
import { describeFinding } from './describe-evidence.ts';

const PARTS: Readonly<Record<HeldPart['part'], string>> = {
  about: 'the head of the file',
  plan: 'the plan',
  release: "the release's text",
  event: 'every event',
  output: 'an output',
  report: 'the report',
};

export function describeFileFinding(found: FileFinding | EvidenceFinding): string {
  switch (found.code) {
    case 'line-changed':
      return `line ${found.line} of the file was changed${found.of === null ? '' : `: ${found.of}`}`;
    case 'seal-changed':
      return `the seal on line ${found.line} does not fit: a line was changed, added, moved or taken away`;
    case 'part-missing':
      return `${PARTS[found.part]} is missing`;
    case 'format-unknown':
      return `the file has format ${String(found.format)}, and this reader knows format ${FORMAT}`;
    case 'text-changed':
      return `${PARTS[found.part]} is not the one that the first event names`;
    case 'output-missing':
      return `${found.of} is missing`;
    default:
      return describeFinding(found);
  }
}
