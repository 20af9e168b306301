import type { Block } from './markdown-blocks.ts';

/** A block as Markdown again, for a text that is kept whole. */
export function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `**${block.text}**`;
    case 'fence':
      return fencedText(block.text, block.language);
    case 'list':
      return block.items
        .map(({ blocks }) => `- ${blocks.map(textOfBlock).join('\n').replaceAll('\n', '\n  ')}`)
        .join('\n');
    case 'table':
      return [block.head, ...block.rows.map(({ cells }) => cells)]
        .map((cells) => cells.join(' | '))
        .join('\n');
    case 'text':
    case 'comment':
    case 'front-matter':
    case 'deep':
      return block.text;
  }
}

export function fencedText(text: string, language: string): string {
  const mark = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${mark}${language}\n${text}\n${mark}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
