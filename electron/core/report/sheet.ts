import { markedWords, type Words } from '#core/words/text/inline-markdown.ts';
import { withContents } from './contents.ts';
import { drawMark } from './drawings.ts';
import { type Html, type HtmlValue, html, markup, visible } from './html.ts';
import type { PaperSize } from './paper-size.ts';
import { type RunningHead, runningHeadMeta } from './running-head.ts';
import { pageStyle, SHEET_STYLE } from './style.ts';

export interface Document {
  /** Also stands at the foot of every page and proposes the file name. */
  readonly title: string;
  readonly html: string;
  /** What it is laid out for. */
  readonly paper: PaperSize;
}

interface Sheet {
  readonly title: string;
  readonly paper: PaperSize;
  /** What marks every page as not live; null for none. */
  readonly mark: { readonly letters: string; readonly words: string } | null;
  readonly body: HtmlValue;
  /** What stands at the head of every page. */
  readonly head: Pick<RunningHead, 'of' | 'qr'>;
}

/** What is not live says so in its name too. */
export function markedTitle(title: string, mark: Sheet['mark']): string {
  return visible(mark === null ? title : `${mark.words} · ${title}`);
}

/** A whole document: its own style, no script, nothing from elsewhere. */
export function renderSheet(sheet: Sheet): Document {
  const title = markedTitle(sheet.title, sheet.mark);
  const { body, chapters } = withContents(html`${sheet.body}`);
  const head = { ...sheet.head, chapters, title, paper: sheet.paper, mark: sheet.mark?.words ?? null };
  const style = markup(
    `<style>${pageStyle(sheet.paper, title, sheet.mark?.words ?? null)}${SHEET_STYLE}</style>`,
  );
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
${runningHeadMeta(head)}
${style}
</head>
<body>
${sheet.mark === null ? null : [drawMark(sheet.mark.letters), html`<p class="notlive">${sheet.mark.words}</p>`]}
${body}
</body>
</html>
`;
  return { title, html: page.text, paper: sheet.paper };
}

/** A command or an output: one block per line, so that a line that wraps is told from a new one by its indent. */
export function codeBlock(text: string, kind: 'command' | 'output' = 'command'): Html {
  const lines = visible(text).replace(/\n$/, '').split('\n');
  const whole = lines.length <= WHOLE_LINES && text.length <= WHOLE_TEXT ? ' whole' : '';
  if (kind === 'command') return html`<pre class="command${whole}">${lines.map(commandLine)}</pre>`;
  return html`<pre class="output${whole}">${lines.map((line) => html`<span class="l">${line}</span>`)}</pre>`;
}

/** A text of so many lines and characters is not broken between pages. */
const WHOLE_LINES = 12;
const WHOLE_TEXT = 1000;

/** A shorter line stands as it is; a longer one would make a PDF too large and breaks wherever it can. */
const KEPT_LINE = { from: 80, to: 5000 } as const;

/** A line of a command breaks at its blanks, not at the hyphens and slashes of its words, if these have at most 60 characters. */
function commandLine(line: string): Html {
  if (line.length <= KEPT_LINE.from || line.length > KEPT_LINE.to)
    return html`<span class="l">${line}</span>`;
  const words = line.match(/\s*\S+\s*|\s+/g) ?? [];
  return html`<span class="l words">${words.map((word, i) => (i === 0 ? wordOf(word) : [BREAK, wordOf(word)]))}</span>`;
}

/** A word that is longer breaks where it can, and is marked as one word, so that nobody takes the end of a line for a blank. */
const UNBROKEN = 60;

function wordOf(word: string): HtmlValue {
  if (word.trimEnd().length <= UNBROKEN) return word;
  return html`<span class="oneword">${word.trimEnd()}</span>${word.slice(word.trimEnd().length)}`;
}

const BREAK = markup('<wbr>');

export interface LabelledCommand {
  /** Whom it is for; empty where that goes without saying. */
  readonly label: string;
  readonly text: string;
}

/** Longer commands are not put side by side. */
const SHORT_COMMAND = 80;

/** Commands with their labels; several short ones stand in one table. */
export function commandList(commands: readonly LabelledCommand[]): HtmlValue {
  const short = commands.every(({ text }) => text.length <= SHORT_COMMAND && !text.includes('\n'));
  if (commands.length > 1 && short) {
    const rows = commands.map(
      ({ label, text }) => html`<tr><td>${label}</td><td>${codeBlock(text)}</td></tr>`,
    );
    return html`<table class="commands"><tbody>${rows}</tbody></table>`;
  }
  return commands.map(({ label, text }) => [
    label === '' ? null : html`<p class="label">${label}</p>`,
    codeBlock(text),
  ]);
}

/** So many lines take at most a third of a page and are not broken: no page is left with more than that blank. */
const WHOLE_BLOCK_LINES = 20;

/** Characters of prose or of a command that stand in a line. */
const LINE_CHARACTERS = 90;

const BLOCK = /<(?:p|pre|h4|li|tr|div class="(?:line|host|sign|card))\b[^>]*>/g;

/** By its blocks and the length of its text; a command of several lines has one more for each. */
export function isShort({ text }: Html): boolean {
  const blocks = text.match(BLOCK)?.length ?? 0;
  const lines = text.split('class="l').length - 1;
  const words = text.replace(/<[^>]*>/g, '').length;
  return blocks + lines + words / LINE_CHARACTERS <= WHOLE_BLOCK_LINES;
}

/** One step, with its number in the margin. */
export function numbered(section: {
  readonly number: string | number;
  readonly title: string;
  readonly content: Html;
  /** Stands on one page, whatever its length. */
  readonly isWhole?: boolean;
  /** To be scanned, beside its title. */
  readonly code?: Html | null;
  /** Work waits here, which has to be seen from afar. */
  readonly isStop?: boolean;
}): Html {
  const { number, title, content, isWhole = isShort(content), code = null, isStop = false } = section;
  const kind = ['step', ...(isWhole ? ['whole'] : []), ...(isStop ? ['stop'] : [])].join(' ');
  return html`<section class="${kind}">${code}<h4><span class="no">${number}</span> ${title}</h4>${content}</section>`;
}

/** Facts with their names; a fact without a value is left out. */
export function factList(facts: readonly (readonly [string, HtmlValue])[]): Html {
  const said = facts.filter(([, value]) => value !== null && value !== '');
  return html`<dl class="facts">${said.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** A name of so many characters is not broken. */
const SHORT_NAME = 20;

/** A host or a person in a column; null is none. */
export function nameCell(name: string | null): Html {
  if (name === null) return html`–`;
  return name.length > SHORT_NAME ? html`${name}` : html`<span class="nowrap">${name}</span>`;
}

/** Cells; with `notes`, lines that stand below them across the table. */
export type SheetRow =
  | readonly HtmlValue[]
  | { readonly cells: readonly HtmlValue[]; readonly notes: readonly HtmlValue[] };

/** A table whose head is repeated on every page. Columns that begin with `#` are figures. */
export function table(columns: readonly string[], rows: readonly SheetRow[]): Html {
  const figures = columns.map((column) => column.startsWith('#'));
  const heads = columns.map((column, i) => cell('th', figures[i] ?? false, column.replace(/^#/, '')));
  return html`<table><thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => tableRow(row, figures))}</tbody></table>`;
}

function tableRow(row: SheetRow, figures: readonly boolean[]): Html {
  if (!('cells' in row))
    return html`<tr>${row.map((value, i) => cell('td', figures[i] ?? false, value))}</tr>`;
  const cells = row.cells.map((value, i) => cell('td', figures[i] ?? false, value));
  if (row.notes.length === 0) return html`<tr>${cells}</tr>`;
  return html`<tr class="noted">${cells}</tr><tr class="notes"><td colspan="${figures.length}">${row.notes.map((note) => html`<p>${note}</p>`)}</td></tr>`;
}

function cell(tag: 'th' | 'td', figure: boolean, value: HtmlValue): Html {
  if (tag === 'th') return figure ? html`<th class="num">${value}</th>` : html`<th>${value}</th>`;
  return figure ? html`<td class="num">${value}</td>` : html`<td>${value}</td>`;
}

export function bulletList(items: readonly HtmlValue[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** Prose that its author wrote in Markdown; links and images stay the text that they are. */
export function markdownProse(text: string): Html {
  return html`<div class="prose">${markedWords(visible(text.trim())).map(wordsOnPaper)}</div>`;
}

function wordsOnPaper({ kind, text }: Words): HtmlValue {
  switch (kind) {
    case 'bold':
      return html`<b>${text}</b>`;
    case 'sloped':
      return html`<i>${text}</i>`;
    case 'code':
      return html`<code>${text}</code>`;
    case 'text':
      return text;
  }
}

/** Prose of the release as its author wrote it, sign by sign. */
export function prose(text: string): Html {
  return html`<div class="prose">${text.trim()}</div>`;
}
