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

  it('ends whatever prose leaves open with the prose: a fence cannot invert the document', () => {
    for (const fence of ['```', '~~~~', '`````sh']) {
      const page = reader.render(
        `${mdProse(`before\n${fence}\nhidden`)}\n\n## Next step\n\n${mdCode('reboot')}`,
      );
      expect(page).toContain('<h2>Next step</h2>');
      expect(page.match(/<pre>/g)).toHaveLength(2);
      expect(page).toMatch(/<\/blockquote>\n<h2>/);
    }
  });

  it('fetches no image of prose, by whatever way it is named', () => {
    const images =
      '![a](https://evil.example/a.png) ![b][ref] ![ref]\n\n[ref]: https://evil.example/b.png\n\n<img src=x>';
    expect(reader.render(mdProse(images))).not.toMatch(/<img/);
    expect(reader.render(mdText(images))).not.toMatch(/<img/);
  });

  it('keeps HTML in prose a text', () => {
    expect(reader.render(mdProse('**x** <script>y</script>'))).toBe(
      '<blockquote>\n<p><strong>x</strong> &lt;script&gt;y&lt;/script&gt;</p>\n</blockquote>\n',
    );
  });

  it('keeps a table in its columns', () => {
    expect(reader.render(mdTable(['A', 'B'], [['x | y', 'z\nw']]))).toContain('<td>x | y</td>\n<td>z w</td>');
  });
});
