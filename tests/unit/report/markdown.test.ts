import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { mdCode, mdProse, mdTable, mdText } from '#core/report/markdown.ts';
import { HOSTILE } from './release-fixture.ts';

const reader = new MarkdownIt({ html: true });

describe('Markdown', () => {
  it.each(['*a* _b_ `c` [d](javascript:x) <b>e</b> | ~f~ # g', HOSTILE, '1\\2', '&lt;'])(
    'keeps %j a text',
    (text) => {
      const rendered = reader.renderInline(mdText(text));
      expect(rendered).not.toMatch(/<(?!br)/);
    },
  );

  it('fences code by more backticks than it holds', () => {
    const code = 'a\n````\nb';
    expect(reader.render(mdCode(code))).toBe(`<pre><code>${code}\n</code></pre>\n`);
  });

  it('keeps HTML in prose a text', () => {
    expect(reader.render(mdProse('**x** <script>y</script>'))).toBe(
      '<p><strong>x</strong> &lt;script&gt;y&lt;/script&gt;</p>\n',
    );
  });

  it('keeps a table in its columns', () => {
    expect(reader.render(mdTable(['A', 'B'], [['x | y', 'z\nw']]))).toContain('<td>x | y</td>\n<td>z w</td>');
  });
});
