import { expect, it } from 'vitest';
import { withFonts } from '#core/report/fonts.ts';

const face = (family: string, range: string) => ({ family, weight: 400, range, woff2: `bytes-of-${family}` });
const FACES = [face('Latin', 'U+0000-00FF,U+0131'), face('Greek', 'U+0370-03FF'), face('Sign', 'U+2116')];
const page = (text: string) => `<head><style>p{}</style></head><p>${text}</p>`;

it('a document carries the faces of what it is written in, and no others', () => {
  const families = (text: string) =>
    [...withFonts(page(text), FACES).matchAll(/font-family:'(\w+)'/g)].map(([, family]) => family);
  expect(families('web1')).toEqual(['Latin']);
  expect(families('λ')).toEqual(['Latin', 'Greek']);
  expect(families('№ 1')).toEqual(['Latin', 'Sign']);
  expect(withFonts(page('a'), FACES)).toContain('src:url(data:font/woff2;base64,bytes-of-Latin)');
});

it('a document without faces, or with what looks like a replacement pattern, stays as it is', () => {
  expect(withFonts(page('$& $1'), [])).toBe(page('$& $1'));
  expect(withFonts(page('$&'), FACES)).toContain('<p>$&</p>');
});
