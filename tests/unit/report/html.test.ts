import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, visible } from '#core/report/html.ts';
import { codeBlock, renderSheet } from '#core/report/sheet.ts';
import { packed, seen } from './read-html.ts';
import { HOSTILE } from './release-fixture.ts';

describe('html', () => {
  it('escapes every text that is put in', () => {
    expect(html`<p title="${'"><b>'}">${['<i>', 1, null, html`<b>${'&'}</b>`]}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;1<b>&amp;</b></p>',
    );
  });

  it('lets no text become markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const inside = html`<p>${text}</p>`.text.slice(3, -4);
        return !/[<>"']/.test(inside) && !/&(?!(?:amp|lt|gt|quot|#39);)/.test(inside);
      }),
    );
  });
});

describe('visible', () => {
  it('writes out what cannot be seen', () => {
    expect(visible('a\u0007b\u202ec\u200bd\u00a0e\ufefff\u{e0041}')).toBe(
      'a‹U+0007›b‹U+202E›c‹U+200B›d\u00a0e‹U+FEFF›f‹U+E0041›',
    );
  });

  it('leaves out colours and keeps tabs and line ends', () => {
    expect(visible('\u001b[1;31mred\u001b[0m\tx\r\ny\u001b[2J')).toBe('red\tx\ny‹U+001B›[2J');
  });
});

describe('codeBlock', () => {
  it('loses nothing of a line of any length', () => {
    for (const length of [1, 79, 80, 81, 500, 1000, 1001, 4000]) {
      const text = Array.from({ length }, (_, i) => (i % 13 === 12 ? ' ' : '-')).join('');
      expect(seen(`<body>${codeBlock(text).text}`)).toBe(packed(text));
    }
  });
});

describe('renderSheet', () => {
  it('cannot be left by its title', () => {
    const sheet = renderSheet({
      title: HOSTILE,
      paper: 'a4',
      mark: null,
      body: null,
      head: { of: 'T', qr: null },
    });
    expect(sheet.html.match(/<\/style>/g)).toHaveLength(1);
    expect(sheet.html).not.toMatch(/<script|<img/);
  });

  it('needs nothing from elsewhere', () => {
    const sheet = renderSheet({
      title: 'T',
      paper: 'a4',
      mark: { letters: 'CHECK', words: 'Check' },
      body: 'x',
      head: { of: 'T', qr: null },
    });
    expect(sheet.html.replaceAll(/url\("data:[^"]*"\)/g, '')).not.toMatch(
      /\bsrc=|\bhref=|url\(|@import|https?:/,
    );
    expect(sheet.html).toContain('default-src &#39;none&#39;');
  });
});
