import { unmarked } from '../words/text/inline-markdown.ts';
import { shortened } from './model.ts';
import { withoutSecretsForPeople } from './secret-texts.ts';

const LONGEST_TITLE = 100;

/** What a heading, an item or a comment is called: one line without marks, numbers before it and a colon behind it. */
export function plainTitle(text: string): string {
  const line = withoutSecretsForPeople(text.trim().split('\n')[0] ?? '');
  const words = unmarked(line.replaceAll(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1'));
  const plain = words
    .replace(/^\s*(?:(?:step|phase|task)\s+)?\d+(?:\.\d+)*\s*[.):–-]?\s+(?=\S)/i, '')
    .replace(/^\s*(?:step|phase|task)\s+\d+(?:\.\d+)*\s*[.):–-]+\s*(?=\S)/i, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return shortened(firstSentence(plain).replace(/(?:[\s:;,]|(?<!\.)\.)+$/, ''), LONGEST_TITLE);
}

/** Of a text that is longer than a title. */
function firstSentence(text: string): string {
  if (text.length <= LONGEST_TITLE) return text;
  return /^.{8,98}?[.!?](?=\s)/.exec(text)?.[0] ?? text;
}
