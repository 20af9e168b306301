/** What a report says of the log that it was made from: its heads, or that it does not verify. */

import { describeUnsound } from '#core/words/library/describe-evidence.ts';
import { describeLoss } from '../words/library/describe-loss.ts';
import { drawQr } from './drawings.ts';
import { type Html, html } from './html.ts';
import { mdBlocks, mdFacts, mdText } from './markdown.ts';
import type { RunReport } from './run-report-model.ts';
import { bulletList } from './sheet.ts';
import { groupedHash, shortCode } from './words.ts';

type Told = Pick<RunReport, 'state' | 'head' | 'library' | 'evidence' | 'qr'>;

const NOT_TO_RELY_ON =
  'What this document says of the run is what the library holds now, not what was recorded. It is no evidence, so it carries no head.';

/** `DOES NOT VERIFY, at event 6: …` in words; null when the log verifies. */
export function describeUnsoundReport({ state, evidence }: Told): string | null {
  return describeUnsound(state.header.run, evidence);
}

/** Above everything else on the first page; null when the log verifies. */
export function unsoundBox(report: Told): Html | null {
  const words = describeUnsoundReport(report);
  if (words === null) return null;
  return html`<div class="unsound"><b>DOES NOT VERIFY</b><p>${words}.</p><p>${NOT_TO_RELY_ON}</p></div>`;
}

export function unsoundMarkdown(report: Told): string | null {
  const words = describeUnsoundReport(report);
  return words === null ? null : `> **DOES NOT VERIFY**\n>\n> ${mdText(words)}. ${NOT_TO_RELY_ON}`;
}

export function evidenceBox(report: Told): Html | null {
  const { state, head, library, qr } = report;
  if (head === null) return null;
  return html`<div class="evidence">${qr === null ? null : drawQr(qr)}<div>
<p class="label">Head of the log when this was printed (event ${state.seq})</p>
<p class="code">${shortCode(head)}</p>
<p class="mono small">${groupedHash(head)}</p>
${library === null ? null : libraryHead(library)}
<p class="small soft">Every event is chained to the one before it. Whoever holds this page can tell later whether the log was changed: <code>holdpoint verify --code ${shortCode(head)}</code> says whether the library still holds this event, and with the code of the library whether a run was removed.</p>
</div></div>`;
}

function libraryHead({ seq, hash }: NonNullable<RunReport['library']>): Html {
  return html`<p class="label">Head of the library (event ${seq})</p>
<p class="code">${shortCode(hash)}</p>
<p class="mono small">${groupedHash(hash)}</p>`;
}

export function headFacts({ state, head, library }: Told): string {
  if (head === null) return mdFacts([['Head of the log', 'none: the log does not verify']]);
  return mdFacts([
    [`Head of the log at event ${state.seq}`, head],
    [`Head of the library at event ${library?.seq ?? 0}`, library?.hash ?? null],
    ['To compare it later', `holdpoint verify --code ${shortCode(head)}`],
  ]);
}

/** Losses that were found before this was printed; null where there is none. */
export function lossesSection({ evidence }: Told): Html | null {
  if (evidence.losses.length === 0) return null;
  return html`<h2>Lost from the library</h2>
<p>When the library was opened, this was found to be missing:</p>${bulletList(evidence.losses.map(({ loss }) => describeLoss(loss)))}`;
}

export function lossesMarkdown({ evidence }: Told): string | null {
  if (evidence.losses.length === 0) return null;
  const lines = evidence.losses.map(({ loss }) => `- ${mdText(describeLoss(loss))}`);
  return mdBlocks('## Lost from the library', lines.join('\n')).trimEnd();
}
