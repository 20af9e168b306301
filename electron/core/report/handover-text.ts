/** The sheet of a shift handover as Markdown. */
import { markOfMode } from '#core/words/run/label-run.ts';
import { HANDOVER_MEANS, HANDOVER_SIGNED_BY, HANDOVER_UNSAID } from './handover.ts';
import { mdBlocks, mdFacts, mdTable, mdText } from './markdown.ts';
import { runTitle } from './run-document.ts';
import { defectsMarkdown } from './run-report-defects.ts';
import { headFacts, lossesMarkdown, unsoundMarkdown } from './run-report-evidence.ts';
import { factsOfRun } from './run-report-facts.ts';
import { messagesMarkdown } from './run-report-messages.ts';
import { type RunReport, resultOf } from './run-report-model.ts';
import { attention, decisionTable, leftOnHosts } from './run-report-text.ts';
import { escalationMarkdown, peopleMarkdown } from './runbook-text.ts';
import { statePageMarkdown } from './state-page-text.ts';

export function renderHandoverMarkdown(report: RunReport): string {
  const { info } = report;
  const { word, sentence } = resultOf(report);
  const mark = markOfMode(report.state.header.mode);
  return mdBlocks(
    `# ${mdText(runTitle('handover', report))}`,
    mark === null ? null : `> **${mark.words}**`,
    unsoundMarkdown(report),
    `**${mdText(word)}.** ${mdText(sentence)}`,
    statePageMarkdown(report),
    attention(report),
    defectsMarkdown(report),
    messagesMarkdown(report),
    leftOnHosts(report),
    lossesMarkdown(report),
    decisionTable(report),
    info === null ? null : peopleMarkdown(info),
    info === null ? null : escalationMarkdown(info),
    '## The run',
    `${mdFacts(factsOfRun(report))}\n${headFacts(report)}`,
    `## ${HANDOVER_UNSAID}\n\n…`,
    '## Signatures',
    HANDOVER_MEANS,
    mdTable(
      ['', 'Name', 'Signature', 'Date and time'],
      HANDOVER_SIGNED_BY.map((who) => [who, '', '', '']),
    ),
  );
}
