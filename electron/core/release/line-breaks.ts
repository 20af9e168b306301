/** How the lines of a text end, and how the text does; edits work on line feeds and leave both as they were. */

export type LineBreak = '\n' | '\r\n';

/** The break of most lines. */
export function lineBreakOf(text: string): LineBreak {
  const windows = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}

export function withLineBreaks(text: string, lineBreak: LineBreak): string {
  return text.replaceAll(/\r\n|\n/g, lineBreak);
}

const MARK = '\ufeff';

export interface TextFrame {
  /** With line feeds, and without a byte order mark. */
  readonly inside: string;
  /** Puts around an edited inside what stood around the first one. */
  around(edited: string): string;
}

/** A text whose lines all end alike is taken out of its frame; of one that mixes them the lines stay as each is. */
export function unframe(text: string): TextFrame {
  const mark = text.startsWith(MARK) ? MARK : '';
  const body = text.slice(mark.length);
  const isWindows = body.includes('\r\n') && !/(?<!\r)\n/.test(body);
  return {
    inside: isWindows ? withLineBreaks(body, '\n') : body,
    around: (edited) => mark + (isWindows ? withLineBreaks(edited, '\r\n') : edited),
  };
}
