import { DOCUMENT_ENDINGS, SCRIPT_ENDINGS } from './endings.ts';
import { fromMarkdown } from './from-markdown.ts';
import { fromScript } from './from-script.ts';
import {
  type ImportedDocument,
  type ImportedPhase,
  type ImportedStep,
  type ImportRemark,
  remark,
} from './model.ts';
import { secretLines, withoutSecretsForPeople } from './secret-texts.ts';

/** Whether a file of that name is a runbook or a script, and no release. */
export function isDocument(file: string): boolean {
  return DOCUMENT_ENDINGS.includes(endingOf(file));
}

function endingOf(file: string): string {
  return /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
}

/** Reads a runbook (`.md`) or a shell script by the ending of its name. What it says of secrets is in none of what is read. */
export function readDocument(text: string, file: string): ImportedDocument {
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const read = SCRIPT_ENDINGS.includes(endingOf(file)) ? fromScript(plain, file) : fromMarkdown(plain);
  const named = secretLines(plain).map(({ line, name }) => remark(line, name, 'secret'));
  return withoutSecrets({ ...read, remarks: inOrder([...read.remarks, ...named]) });
}

/** By line, each once. */
function inOrder(remarks: readonly ImportRemark[]): readonly ImportRemark[] {
  const each = new Map(remarks.map((one) => [JSON.stringify(one), one]));
  return [...each.values()].toSorted((a, b) => a.line - b.line);
}

/** Commands have lost theirs as they were made; the rest is text for people. */
function withoutSecrets(read: ImportedDocument): ImportedDocument {
  const bare = withoutSecretsForPeople;
  const step = (each: ImportedStep): ImportedStep => ({
    ...each,
    title: bare(each.title),
    notes: bare(each.notes),
    does:
      each.does.kind === 'manual'
        ? { ...each.does, text: bare(each.does.text), items: each.does.items.map(bare) }
        : each.does,
  });
  const phases = (of: readonly ImportedPhase[]): readonly ImportedPhase[] =>
    of.map(({ title, steps }) => ({ title: bare(title), steps: steps.map(step) }));
  const { summary, escalation, handover, risks, affected, success, triggers } = read.sections;
  return {
    title: bare(read.title),
    sections: {
      summary: bare(summary),
      escalation: bare(escalation),
      handover: bare(handover),
      risks: risks.map(bare),
      affected: affected.map(bare),
      success: success.map(bare),
      triggers: triggers.map(bare),
    },
    plans: { deployment: phases(read.plans.deployment), verification: phases(read.plans.verification) },
    backout: read.backout.map(step),
    remarks: read.remarks,
  };
}
