import { expect, it } from 'vitest';
import { markedWords, unmarked } from '#core/words/text/inline-markdown.ts';

it('knows words that are bold, sloped or code, and headings', () => {
  expect(markedWords('# Call **now**\nSay *this* or _that_, run `rm -rf *`')).toEqual([
    { kind: 'bold', text: 'Call now' },
    { kind: 'text', text: '\n' },
    { kind: 'text', text: 'Say ' },
    { kind: 'sloped', text: 'this' },
    { kind: 'text', text: ' or ' },
    { kind: 'sloped', text: 'that' },
    { kind: 'text', text: ', run ' },
    { kind: 'code', text: 'rm -rf *' },
  ]);
  expect(unmarked('**Ring 0800 123456**, then __wait__')).toBe('Ring 0800 123456, then wait');
});

it.each([
  'Delete *.log and *.tmp in /srv/a*',
  'set HP_RUN_ID and my_var_name',
  '2 * 3 * 4, ** and `',
  '**not closed',
  '#1 is a ticket',
  '__init__.py and a__b__c',
])('leaves %s as it is', (text) => {
  expect(unmarked(text)).toBe(text);
});
