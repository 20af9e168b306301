import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../../../build/provision/places.mjs';

it('what is waited for has a name and a role wherever it is shown: a name alone is read by nobody', () => {
  const own = globSync('renderer/**/*.tsx', { cwd: ROOT }).filter((file) =>
    readFileSync(`${ROOT}/${file}`, 'utf8').includes('<Loader'),
  );
  expect(own.map((file) => file.replaceAll('\\', '/'))).toEqual(['renderer/ui/Waiting.tsx']);
});
