import { expect, it } from 'vitest';
import { endSentence, joinClauses, toSentence } from '#core/words/text/sentence.ts';

it.each([
  ['the host closed the connection', 'The host closed the connection.'],
  ['its jump host could not be reached. Correct "via"', 'Its jump host could not be reached. Correct "via".'],
  ['web1 gave no answer', 'web1 gave no answer.'],
  ['theatre1 gave no answer', 'theatre1 gave no answer.'],
  ['Who releases it?', 'Who releases it?'],
  ['Reconnecting…', 'Reconnecting…'],
])('%s', (clause, sentence) => {
  expect(toSentence(clause)).toBe(sentence);
});

it('clauses in a row are a clause again', () => {
  expect(joinClauses(['the name is unknown', '', 'Check it.', 'It said: "no"'])).toBe(
    'the name is unknown. Check it. It said: "no"',
  );
  expect(joinClauses([])).toBe('');
  expect(endSentence(' Done ')).toBe('Done.');
});
