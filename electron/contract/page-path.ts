/** Which page of the app a path means, and which paths a window or a link may be opened on. */
import { z } from 'zod';

const ID = '[A-Za-z0-9][A-Za-z0-9._-]{0,199}';
const PAGES = new RegExp(
  `^/(|runs|hosts|credentials|settings|backups|diagnostics|help|release/${ID}(/[a-z]{1,20})?|run/${ID}(/(recovery|backout|paper|compare(/${ID})?))?)$`,
);

/** A page of the app, with what it shows of it (`?unit=…`). */
export const pagePath = z
  .string()
  .max(2000)
  .refine((path) => PAGES.test(withoutQuery(path)), 'is no page of Holdpoint');

export function isPagePath(path: string): boolean {
  return pagePath.safeParse(path).success;
}

/** In the address of the one window that leads to a run which was cut off. */
export const FIRST_WINDOW = '?first';

export const LINK_SCHEME = 'holdpoint';

/** The page that `holdpoint://run/ID` or `holdpoint://release/ID` opens; null for every other text. Links only show, they never act. */
export function pageOfLink(link: string): string | null {
  const found = new RegExp(`^${LINK_SCHEME}://(run|release)/(${ID})/?$`).exec(link);
  return found ? `/${found[1]}/${found[2]}` : null;
}

export function isLink(word: string): boolean {
  return word.toLowerCase().startsWith(`${LINK_SCHEME}:`);
}

/** The link to the release or the run that a page belongs to; null for other pages. */
export function linkOfPage(path: string): string | null {
  const found = new RegExp(`^/(run|release)/(${ID})(?:[/?]|$)`).exec(path);
  return found ? `${LINK_SCHEME}://${found[1]}/${found[2]}` : null;
}

/** The page alone, without what is selected on it. */
export function withoutQuery(path: string): string {
  return path.split('?', 1)[0] ?? path;
}
