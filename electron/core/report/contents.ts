/** The contents of a document, made from its headings, so that both always say the same. */
import { type Html, html, markup } from './html.ts';
import type { Chapter } from './running-head.ts';

/** Where the contents stand in a body. */
export const CONTENTS: Html = markup('<!--contents-->');

/** A heading below a chapter that the contents name too, with what they say of it. */
export function subchapter(title: string, about: string): Html {
  return html`<h3 data-about="${about}">${title}</h3>`;
}

export function chapterWith(title: string, about: string): Html {
  return html`<h2 data-about="${about}">${title}</h2>`;
}

/** Whatever is put into HTML is escaped, so these are headings that were written here. */
const HEADING = /<h([23])( data-about="([^"]*)")?>([^<]*)<\/h\1>/g;

/** So few chapters are found without contents. */
const FEW = 3;

/** The body with its contents in their place, and every chapter with the id that they lead to. */
export function withContents(body: Html): { readonly body: Html; readonly chapters: readonly Chapter[] } {
  const chapters: Chapter[] = [];
  const lines: Html[] = [];
  const text = body.text.replace(
    HEADING,
    (all, ...[level = '', named, about, title = '']: (string | undefined)[]) => {
      if (level === '3' && named === undefined) return all;
      const id = `c${chapters.length + 1}`;
      chapters.push({ id, title: plainText(title) });
      lines.push(contentsLine({ id, level, title, about: about ?? '' }));
      return `<h${level} id="${id}">${title}</h${level}>`;
    },
  );
  const contents = lines.length > FEW ? html`<h2>Contents</h2><nav class="contents">${lines}</nav>`.text : '';
  return { body: markup(text.replace(CONTENTS.text, () => contents)), chapters };
}

/** Both texts are escaped already. */
function contentsLine(line: Record<'id' | 'level' | 'title' | 'about', string>): Html {
  const { id, level, title, about } = line;
  return markup(
    `<a class="${level === '2' ? 'first' : 'below'}" href="#${id}"><span>${title}</span><span class="soft">${about}</span></a>`,
  );
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function plainText(escaped: string): string {
  return escaped.replace(/&(amp|lt|gt|quot|#39);/g, (all, name: string) => CHARACTERS[name] ?? all);
}
