/** Markdown as blocks: what stands on lines of its own. Nothing of it is refused; what is no block is text. */
import { cellsWithoutSecrets } from './secret-texts.ts';

export interface SourceLine {
  readonly text: string;
  /** 1-based, in the document. */
  readonly line: number;
}

export interface ListItem {
  readonly line: number;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly line: number; readonly level: number; readonly text: string }
  | {
      readonly kind: 'fence';
      readonly line: number;
      /** The language, in small letters; empty where none is said. */
      readonly language: string;
      readonly text: string;
      readonly isClosed: boolean;
    }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'table';
      readonly line: number;
      readonly head: readonly string[];
      readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
    }
  | {
      readonly kind: 'text' | 'comment' | 'front-matter' | 'deep';
      readonly line: number;
      readonly text: string;
    };

/** Lists in lists; what stands deeper is one text. */
const DEEPEST = 8;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)$/;
const ITEM = /^([ \t]*)([-*+]|\d{1,9}[.)])(?:([ \t]+)(\S.*)?|$)/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const UNDERLINE = /^ {0,3}(=+|-{2,})[ \t]*$/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

export function readBlocks(text: string): readonly Block[] {
  const lines = text.split(/\r\n|\r|\n/).map((each, i) => ({ text: each, line: i + 1 }));
  const front = frontMatter(lines);
  if (front === 0) return blocksOf(lines, 0);
  const block: Block = { kind: 'front-matter', line: 1, text: joined(lines.slice(1, front - 1)) };
  return [block, ...blocksOf(lines.slice(front), 0)];
}

/** How many lines it takes, with its rules. */
function frontMatter(lines: readonly SourceLine[]): number {
  if (lines[0]?.text.trimEnd() !== '---') return 0;
  const end = lines.findIndex(({ text }, i) => i > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(text));
  const says = lines.slice(1, Math.max(end, 1)).some(({ text }) => /^[\w-]+:/.test(text));
  return says ? end + 1 : 0;
}

function joined(lines: readonly SourceLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}

/** A block, and how many lines it takes. */
interface Taken {
  readonly block: Block | null;
  readonly count: number;
}

type Reader = (lines: readonly SourceLine[], at: number, depth: number) => Taken | null;

const READERS: readonly Reader[] = [
  takeBlank,
  takeFence,
  takeHeading,
  takeRule,
  takeComment,
  takeList,
  takeTable,
];

function blocksOf(lines: readonly SourceLine[], depth: number): readonly Block[] {
  const first = lines[0];
  if (depth > DEEPEST && first) return [{ kind: 'deep', line: first.line, text: joined(lines).trim() }];
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const { block, count } = takeBlock(lines, at, depth) ?? takeText(lines, at);
    if (block) blocks.push(block);
    at += count;
  }
  return blocks;
}

function takeBlock(lines: readonly SourceLine[], at: number, depth: number): Taken | null {
  for (const read of READERS) {
    const taken = read(lines, at, depth);
    if (taken) return taken;
  }
  return null;
}

function takeBlank(lines: readonly SourceLine[], at: number): Taken | null {
  return isBlank(lines[at]) ? { block: null, count: 1 } : null;
}

function isBlank(line: SourceLine | undefined): boolean {
  return line === undefined || line.text.trim() === '';
}

function takeFence(lines: readonly SourceLine[], at: number): Taken | null {
  const [, indent = '', mark = '', info = ''] = FENCE.exec(lines[at]?.text ?? '') ?? [];
  if (mark === '') return null;
  const ends = new RegExp(`^ {0,3}${mark[0] === '~' ? '~' : '`'}{${mark.length},}[ \\t]*$`);
  const end = indexFrom(lines, at + 1, ({ text }) => ends.test(text));
  const inside = lines.slice(at + 1, end);
  const language = (/^\{?\.?([\w+#-]+)/.exec(info.trim())?.[1] ?? '').toLowerCase();
  const text = inside.map((line) => outdented(line.text, indent.length)).join('\n');
  const isClosed = end < lines.length;
  const block: Block = { kind: 'fence', line: lines[at]?.line ?? 0, language, text, isClosed };
  return { block, count: end - at + (isClosed ? 1 : 0) };
}

/** The first from there for which it holds; how many there are, where it holds for none. */
function indexFrom(lines: readonly SourceLine[], from: number, holds: (line: SourceLine) => boolean): number {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at];
    if (line && holds(line)) return at;
  }
  return lines.length;
}

function takeHeading(lines: readonly SourceLine[], at: number): Taken | null {
  const here = lines[at];
  const [, marks = '', text = ''] = HEADING.exec(here?.text ?? '') ?? [];
  if (marks !== '')
    return {
      block: { kind: 'heading', line: here?.line ?? 0, level: marks.length, text: text.trim() },
      count: 1,
    };
  const mark = UNDERLINE.exec(lines[at + 1]?.text ?? '')?.[1];
  if (!here || mark === undefined || isBlank(here) || ITEM.test(here.text) || /[|>]/.test(here.text))
    return null;
  const block: Block = {
    kind: 'heading',
    line: here.line,
    level: mark[0] === '=' ? 1 : 2,
    text: here.text.trim(),
  };
  return { block, count: 2 };
}

function takeRule(lines: readonly SourceLine[], at: number): Taken | null {
  return RULE.test(lines[at]?.text ?? '') ? { block: null, count: 1 } : null;
}

function takeComment(lines: readonly SourceLine[], at: number): Taken | null {
  if (!/^ {0,3}<!--/.test(lines[at]?.text ?? '')) return null;
  const end = indexFrom(lines, at, ({ text }) => text.includes('-->'));
  const count = Math.min(end + 1, lines.length) - at;
  const text = joined(lines.slice(at, at + count))
    .replaceAll(/<!--|-->/g, '')
    .trim();
  return { block: { kind: 'comment', line: lines[at]?.line ?? 0, text }, count };
}

function takeTable(lines: readonly SourceLine[], at: number): Taken | null {
  const head = lines[at];
  if (!head?.text.includes('|') || !TABLE_RULE.test(lines[at + 1]?.text ?? '')) return null;
  if (!lines[at + 1]?.text.includes('|')) return null;
  const end = indexFrom(lines, at + 2, (line) => isBlank(line) || !line.text.includes('|'));
  const rows = lines.slice(at + 2, end);
  const names = cellsOf(head.text);
  const block: Block = {
    kind: 'table',
    line: head.line,
    head: names,
    rows: rows.map(({ text, line }) => ({ line, cells: cellsWithoutSecrets(cellsOf(text), names) })),
  };
  return { block, count: rows.length + 2 };
}

function cellsOf(row: string): readonly string[] {
  const inside = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function takeText(lines: readonly SourceLine[], at: number): Taken {
  let end = at + 1;
  while (end < lines.length && !beginsBlock(lines, end)) end += 1;
  const text = lines
    .slice(at, end)
    .map((line) => line.text.trim())
    .join('\n');
  return { block: { kind: 'text', line: lines[at]?.line ?? 0, text }, count: end - at };
}

function takeList(lines: readonly SourceLine[], at: number, depth: number): Taken | null {
  const indent = indentOfItem(lines[at]);
  if (indent === null || RULE.test(lines[at]?.text ?? '')) return null;
  const items: ListItem[] = [];
  let next = at;
  for (let from = at; from < lines.length; from = next) {
    const begins = indentOfItem(lines[from]);
    if (begins === null || begins > indent + 1 || RULE.test(lines[from]?.text ?? '')) break;
    const end = endOfItem(lines, from, begins);
    items.push(itemOf(lines.slice(from, end), begins, depth));
    next = end;
    while (next < lines.length && isBlank(lines[next])) next += 1;
  }
  return { block: { kind: 'list', line: lines[at]?.line ?? 0, items }, count: next - at };
}

/** Columns before its mark; null where it begins no item. */
function indentOfItem(line: SourceLine | undefined): number | null {
  const found = ITEM.exec(line?.text ?? '');
  return found ? columns(found[1] ?? '') : null;
}

/** A code block right below belongs to it, as people write it, however little it is indented. */
function endOfItem(lines: readonly SourceLine[], from: number, indent: number): number {
  let at = from + 1;
  while (at < lines.length) {
    const line = lines[at];
    if (isBlank(line)) {
      const beyond = indexFrom(lines, at, (each) => !isBlank(each));
      if (beyond === lines.length || !isWithin(lines[beyond], indent)) return at;
      at = beyond;
    } else if (FENCE.test(outdented(line?.text ?? '', indent + 4))) at = endOfFence(lines, at, indent + 4);
    else if (isWithin(line, indent) || !beginsBlock(lines, at)) at += 1;
    else return at;
  }
  return at;
}

function isWithin(line: SourceLine | undefined, indent: number): boolean {
  return columns(/^[ \t]*/.exec(line?.text ?? '')?.[0] ?? '') >= indent + 2;
}

function endOfFence(lines: readonly SourceLine[], at: number, indent: number): number {
  const mark = FENCE.exec(outdented(lines[at]?.text ?? '', indent))?.[2] ?? '';
  const ends = ({ text }: SourceLine): boolean => {
    const closing = text.trim();
    return closing.length >= mark.length && closing === (mark[0] ?? '').repeat(closing.length);
  };
  return Math.min(indexFrom(lines, at + 1, ends) + 1, lines.length);
}

function beginsBlock(lines: readonly SourceLine[], at: number): boolean {
  const { text = '' } = lines[at] ?? {};
  return (
    text.trim() === '' ||
    [FENCE, ITEM, RULE, /^ {0,3}<!--/].some((sign) => sign.test(text)) ||
    takeHeading(lines, at) !== null ||
    (text.includes('|') && TABLE_RULE.test(lines[at + 1]?.text ?? ''))
  );
}

function itemOf(lines: readonly SourceLine[], indent: number, depth: number): ListItem {
  const [first, ...rest] = lines;
  const [whole = '', , , , text = ''] = ITEM.exec(first?.text ?? '') ?? [];
  const width = text === '' ? indent + 2 : columns(whole) - text.length;
  const inside = rest.map((line) => ({ ...line, text: outdented(line.text, Math.min(width, indent + 6)) }));
  const line = first?.line ?? 0;
  return { line, blocks: blocksOf([{ text, line }, ...inside], depth + 1) };
}

function columns(blanks: string): number {
  return [...blanks].reduce((sum, sign) => sum + (sign === '\t' ? 4 - (sum % 4) : 1), 0);
}

/** Without that many columns of blanks before it, or as many as there are. */
function outdented(text: string, most: number): string {
  let at = 0;
  for (let column = 0; column < most && (text[at] === ' ' || text[at] === '\t'); at += 1)
    column += text[at] === '\t' ? 4 - (column % 4) : 1;
  return text.slice(at);
}
