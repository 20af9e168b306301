/** The blocks of a section as steps, in order: what stands between them goes with the step that it speaks of. */
import { COMMAND_NAMES } from '../release/command-names.ts';
import { behindPrompts, commandOf, escapedBraces } from './command-step.ts';
import type { Block, ListItem } from './markdown-blocks.ts';
import { fencedText, textOfBlock } from './markdown-text.ts';
import { type ImportedStep, type ImportRemark, remark } from './model.ts';
import { plainTitle } from './plain-title.ts';

type Fence = Extract<Block, { readonly kind: 'fence' }>;
type Table = Extract<Block, { readonly kind: 'table' }>;

const SHELL = /^(?:sh|bash|shell|zsh|ksh|dash)$/;
const SESSION = /^(?:console|shell-?session|sh-session|terminal|bash-session)$/;
/** What such a column says is what is done. */
const DOES = /^(?:step|task|action|activity|what|description|procedure|instruction|item|check|test)s?$/i;

export interface MadeSteps {
  readonly steps: readonly ImportedStep[];
  readonly remarks: readonly ImportRemark[];
}

export function stepsOf(blocks: readonly Block[], title: string): MadeSteps {
  const section = new SectionSteps(title);
  for (const block of blocks) section.take(block);
  return section.end();
}

class SectionSteps {
  readonly #steps: { readonly step: ImportedStep; readonly notes: string[] }[] = [];
  readonly #remarks: ImportRemark[] = [];
  readonly #title: string;
  /** The heading below that of the section. */
  #sub = '';
  /** Texts that speak of what comes next. */
  #lead: { readonly text: string; readonly line: number }[] = [];

  constructor(title: string) {
    this.#title = title;
  }

  take(block: Block): void {
    if (block.kind === 'heading') {
      this.#settle();
      this.#sub = plainTitle(block.text);
    } else if (block.kind === 'text') {
      if (/!\[[^\]\n]*\]\(/.test(block.text)) this.#remarks.push(remark(block.line, block.text, 'image'));
      this.#lead.push(block);
    } else if (block.kind === 'deep') {
      this.#remarks.push(remark(block.line, block.text, 'too-deep'));
      this.#lead.push(block);
    } else if (block.kind === 'fence') this.#takeFence(block);
    else if (block.kind === 'list') for (const item of block.items) this.#takeItem(item);
    else if (block.kind === 'table') this.#takeTable(block);
  }

  end(): MadeSteps {
    this.#settle();
    const steps = this.#steps.map(({ step, notes }) => ({ ...step, notes: notes.join('\n\n') }));
    return { steps, remarks: this.#remarks };
  }

  /** What no step follows belongs to the one before; where there is none, a person reads it as a step. */
  #settle(): void {
    const lead = this.#lead;
    this.#lead = [];
    const [first] = lead;
    if (!first) return;
    const text = lead.map((each) => each.text).join('\n\n');
    const fresh = this.#freshSub();
    if (fresh === '' && this.#addNote(text)) return;
    this.#add(this.#manual(first.line, text, fresh || plainTitle(text)));
  }

  #add(step: ImportedStep): void {
    this.#steps.push({ step, notes: step.notes === '' ? [] : [step.notes] });
  }

  /** False where there is no step yet. */
  #addNote(text: string): boolean {
    const last = this.#steps.at(-1);
    if (!last) return false;
    last.notes.push(text);
    return true;
  }

  #takeFence(fence: Fence): void {
    if (!fence.isClosed) this.#remarks.push(remark(fence.line, fence.text, 'unclosed'));
    const commands = this.#commandsOf(fence);
    if (commands !== null) {
      this.#run({ fence, ...commands, ...this.#announced() });
      return;
    }
    const text = fencedText(fence.text, fence.language);
    if (this.#lead.length > 0) this.#lead.push({ text, line: fence.line });
    else if (!this.#addNote(text)) this.#add(this.#manual(fence.line, text, this.#sub || this.#title));
  }

  #commandsOf(fence: Fence): { readonly text: string; readonly printed: string } | null {
    const { language, text, line } = fence;
    if (text.trim() === '') return null;
    const session =
      SHELL.test(language) || SESSION.test(language) || language === '' ? behindPrompts(text) : null;
    if (session) {
      if (session.printed !== '') this.#remarks.push(remark(line, session.printed, 'output'));
      return { text: session.commands, printed: session.printed };
    }
    if (SHELL.test(language) || SESSION.test(language)) return { text, printed: '' };
    this.#remarks.push(
      remark(line, language === '' ? text : language, language === '' ? 'no-language' : 'language'),
    );
    return null;
  }

  /** What the step is called by what leads to it; the rest goes into its notes. */
  #announced(): { readonly title: string; readonly notes: string } {
    const lead = this.#lead;
    this.#lead = [];
    const last = lead.at(-1);
    const texts = lead.map(({ text }) => text);
    if (!last) return { title: this.#freshSub(), notes: '' };
    const isWhole = !last.text.includes('\n') && last.text.length <= 100;
    return { title: plainTitle(last.text), notes: (isWhole ? texts.slice(0, -1) : texts).join('\n\n') };
  }

  /** A heading names the first step below it. */
  #freshSub(): string {
    const sub = this.#sub;
    return this.#steps.some(({ step }) => step.title === sub) ? '' : sub;
  }

  #run({ fence, text, printed, title, notes }: Running): void {
    const { does, remarks } = commandOf(text, fence.line + 1);
    this.#remarks.push(...remarks);
    const seen = printed === '' ? '' : `Printed when this was written:\n\n${fencedText(printed, '')}`;
    this.#add({
      line: fence.line,
      title: title || firstCommand(does.text),
      does,
      notes: [notes, seen].filter((each) => each !== '').join('\n\n'),
    });
  }

  #manual(line: number, text: string, title: string): ImportedStep {
    const does = { kind: 'manual', text: escapedBraces(text), items: [] } as const;
    return { line, title: title || 'Step', does, notes: '' };
  }

  /** What led to a list stays with its first item. */
  #takeItem({ blocks, line }: ListItem): void {
    const lead = this.#lead.map(({ text }) => text).join('\n\n');
    this.#lead = [];
    const from = this.#steps.length;
    const words = blocks.map((block) =>
      block.kind === 'text' ? { ...block, text: unticked(block.text) } : block,
    );
    const fences = words.filter((block) => block.kind === 'fence');
    const command = commandItem(words);
    if (command !== null)
      this.#run({
        fence: { line: line - 1 },
        text: command,
        printed: '',
        title: '',
        notes: '',
      });
    else if (fences.some((fence) => isShell(fence))) this.#takeItemWithCommands(words, line);
    else this.#takePlainItem(words, line);
    const first = this.#steps[from];
    if (lead !== '') first?.notes.unshift(lead);
  }

  /** Its first text names the commands below; those that have a text of their own are named by that. */
  #takeItemWithCommands(blocks: readonly Block[], line: number): void {
    const [head] = blocks;
    const name = head?.kind === 'text' ? plainTitle(head.text) : '';
    const outer = this.#sub;
    this.#sub = name || outer;
    for (const block of blocks) {
      if (block === head && block.kind === 'text' && block.text.length <= 100 && !block.text.includes('\n'))
        continue;
      this.take(block.kind === 'text' && block.line === line ? { ...block, line } : block);
    }
    this.#settle();
    this.#sub = outer;
  }

  #takePlainItem(blocks: readonly Block[], line: number): void {
    const [head] = blocks;
    const lists = blocks.filter((block) => block.kind === 'list');
    const only =
      lists.length === 1 && blocks.every(({ kind }) => kind === 'text' || kind === 'list')
        ? lists[0]
        : undefined;
    for (const block of blocks) {
      if (block.kind === 'fence') this.#commandsOf(block);
      if (block.kind === 'text' && /!\[[^\]\n]*\]\(/.test(block.text))
        this.#remarks.push(remark(line, block.text, 'image'));
      if (block.kind === 'deep') this.#remarks.push(remark(block.line, block.text, 'too-deep'));
    }
    const shown = only ? blocks.filter((block) => block !== only) : blocks;
    const text = shown.map(textOfBlock).join('\n\n').trim();
    if (text === '' && !only) return;
    const items = only?.items.map((item) => unticked(item.blocks.map(textOfBlock).join('\n')).trim()) ?? [];
    const title = head?.kind === 'text' ? plainTitle(head.text) : this.#sub || this.#title;
    const ticked = items.filter((item) => item !== '').map(escapedBraces);
    const step = this.#manual(line, text || title, title);
    this.#add({
      ...step,
      does: { kind: 'manual', text: escapedBraces(text || title), items: ticked },
    });
  }

  #takeTable(table: Table): void {
    const does = table.head.findIndex((name) => DOES.test(name) && !/^steps?$/i.test(name));
    const column = does < 0 ? table.head.findIndex((name) => DOES.test(name)) : does;
    if (column < 0) {
      this.#remarks.push(remark(table.line, table.head.join(' | '), 'table'));
      this.#lead.push({ text: textOfBlock(table), line: table.line });
      return;
    }
    for (const { cells, line } of table.rows) {
      const text = cells[column] ?? '';
      const beside = table.head.flatMap((name, i) =>
        i === column || !cells[i] || /^(?:#|no\.?|nr\.?)?$/i.test(name) ? [] : [`${name}: ${cells[i]}`],
      );
      const whole = [text, ...beside].join('\n\n');
      if (text !== '') this.#add(this.#manual(line, whole, plainTitle(text)));
    }
  }
}

interface Running {
  readonly fence: { readonly line: number };
  readonly text: string;
  readonly printed: string;
  readonly title: string;
  readonly notes: string;
}

function isShell({ language, text }: Fence): boolean {
  return SHELL.test(language) || SESSION.test(language) || (language === '' && behindPrompts(text) !== null);
}

/** An item that is one command and nothing else. */
function commandItem(blocks: readonly Block[]): string | null {
  const [head, ...others] = blocks;
  if (others.length > 0 || head?.kind !== 'text') return null;
  const [, command = ''] = /^`([^`\n]+)`$/.exec(head.text) ?? [];
  const [first = '', second = ''] = command.trim().split(/\s+/);
  return COMMAND_NAMES.has(first === 'sudo' ? second : first) ? command : null;
}

function unticked(text: string): string {
  return text.replace(/^\[[ xX]\][ \t]+/, '');
}

/** A command by its first line. */
function firstCommand(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '' && !each.trim().startsWith('#')) ?? text;
  return plainTitle(line.trim().replaceAll('`', "'")) || 'Command';
}
