/** A runbook in Markdown: headings become phases, items become steps of people, fenced shell becomes commands. */
import { escapedBraces } from './command-step.ts';
import { type Block, readBlocks } from './markdown-blocks.ts';
import { textOfBlock } from './markdown-text.ts';
import {
  type ImportedDocument,
  type ImportedPhase,
  type ImportedSections,
  type ImportedStep,
  type ImportRemark,
  MOST_STEPS,
  NO_SECTIONS,
  remark,
} from './model.ts';
import { plainTitle } from './plain-title.ts';
import { LEFT_OUT } from './secret-texts.ts';
import { stepsOf } from './section-steps.ts';
import { type Announced, announcedBy } from './sections.ts';

interface Section {
  readonly title: string;
  readonly line: number;
  readonly announced: Announced;
  readonly blocks: Block[];
}

export function fromMarkdown(text: string): ImportedDocument {
  const blocks = readBlocks(text);
  const title = titleOf(blocks);
  const sections = placed(sectionsOf(blocks, title));
  const remarks: ImportRemark[] = blocks.flatMap(remarkOn);
  const made = sections.map((section) => ({ section, steps: stepsIn(section, remarks) }));
  const within = limited(made, remarks);
  const phasesOf = (plan: string): readonly ImportedPhase[] =>
    within.flatMap(({ section, steps }) =>
      section.announced.kind === 'steps' && section.announced.of === plan && steps.length > 0
        ? [{ title: section.title || title || 'Steps', steps }]
        : [],
    );
  return {
    title: plainTitle(title),
    sections: aboutOf(made),
    plans: { deployment: phasesOf('deployment'), verification: phasesOf('verification') },
    backout: phasesOf('backout').flatMap(({ steps }) => steps),
    remarks: remarks.toSorted((a, b) => a.line - b.line),
  };
}

/** The first heading, where no other stands as high; else it is a section like others. */
function titleOf(blocks: readonly Block[]): string {
  const headings = blocks.filter((block) => block.kind === 'heading');
  const [first, ...others] = headings;
  return first && others.every(({ level }) => level > first.level) ? first.text : '';
}

function sectionsOf(blocks: readonly Block[], title: string): readonly Section[] {
  const levels = blocks.flatMap((block) =>
    block.kind === 'heading' && block.text !== title ? [block.level] : [],
  );
  const top = levels.reduce((least, level) => Math.min(least, level), 7);
  const intro: Section = { title: '', line: 1, announced: { kind: 'about', key: 'summary' }, blocks: [] };
  const sections = [intro];
  for (const block of blocks) {
    if (block.kind === 'heading' && block.text === title) continue;
    if (block.kind === 'heading' && block.level <= top) {
      const called = plainTitle(block.text);
      sections.push({ title: called, line: block.line, announced: announcedBy(called), blocks: [] });
    } else if (block.kind !== 'comment' && block.kind !== 'front-matter') sections.at(-1)?.blocks.push(block);
  }
  const isProcedure = intro.blocks.some(({ kind }) => kind === 'fence' || kind === 'list');
  if (isProcedure) sections[0] = { ...intro, announced: { kind: 'steps', of: 'deployment' } };
  return sections;
}

/** What is verified before something else is done stays where it stands. */
function placed(sections: readonly Section[]): readonly Section[] {
  const isDone = ({ announced, blocks }: Section): boolean =>
    announced.kind === 'steps' && announced.of === 'deployment' && blocks.length > 0;
  const last = sections.findLastIndex(isDone);
  return sections.map((section, i) =>
    section.announced.kind === 'steps' && section.announced.of === 'verification' && i < last
      ? { ...section, announced: { kind: 'steps', of: 'deployment' } }
      : section,
  );
}

interface Made {
  readonly section: Section;
  readonly steps: readonly ImportedStep[];
}

function stepsIn(
  { title, line, announced, blocks }: Section,
  remarks: ImportRemark[],
): readonly ImportedStep[] {
  if (announced.kind === 'left' && blocks.length > 0) remarks.push(remark(line, title, 'section'));
  if (announced.kind !== 'steps') return [];
  const made = stepsOf(blocks, title);
  remarks.push(...made.remarks);
  return made.steps;
}

/** Steps beyond the limit are named, not taken. */
function limited(made: readonly Made[], remarks: ImportRemark[]): readonly Made[] {
  let left = MOST_STEPS;
  return made.map(({ section, steps }) => {
    const taken = steps.slice(0, left);
    const first = steps[taken.length];
    if (first) remarks.push(remark(first.line, first.title, 'too-many'));
    left -= taken.length;
    return { section, steps: taken };
  });
}

function remarkOn(block: Block): readonly ImportRemark[] {
  // Comments of an item stay in it.
  if (block.kind === 'list')
    return block.items.flatMap((item) => item.blocks.flatMap(remarkOn)).filter(({ why }) => why === 'secret');
  if (block.kind === 'table')
    return block.rows
      .filter(({ cells }) => cells.includes(LEFT_OUT))
      .map(({ line }) => remark(line, block.head.join(' | '), 'secret'));
  if (block.kind === 'comment' || block.kind === 'front-matter')
    return block.text === '' ? [] : [remark(block.line, block.text, block.kind)];
  return [];
}

function aboutOf(made: readonly Made[]): ImportedSections {
  const texts = (key: keyof ImportedSections): readonly string[] =>
    made.flatMap(({ section: { announced, blocks, title } }) => {
      if (announced.kind !== 'about' || announced.key !== key || blocks.length === 0) return [];
      return [
        [key === 'summary' && title !== '' ? `**${title}**` : '', ...blocks.map(textOfBlock)]
          .filter(Boolean)
          .join('\n\n'),
      ];
    });
  const items = (key: keyof ImportedSections): readonly string[] =>
    made.flatMap(({ section: { announced, blocks } }) =>
      announced.kind === 'about' && announced.key === key ? blocks.flatMap(entriesOf) : [],
    );
  return {
    ...NO_SECTIONS,
    summary: texts('summary').join('\n\n'),
    escalation: texts('escalation').join('\n\n'),
    handover: texts('handover').join('\n\n'),
    risks: items('risks'),
    affected: items('affected'),
    success: items('success'),
    triggers: items('triggers'),
  };
}

/** An item of a list, or a block by itself, is one entry. */
function entriesOf(block: Block): readonly string[] {
  const entries =
    block.kind === 'list'
      ? block.items.map(({ blocks }) => blocks.map(textOfBlock).join('\n'))
      : [textOfBlock(block)];
  return entries
    .map((entry) => escapedBraces(entry.replace(/^\[[ xX]\][ \t]+/, '').trim()))
    .filter((entry) => entry !== '');
}
