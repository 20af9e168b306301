/** Refuses, before it is parsed, a text that is too large or too deep to be parsed safely. */

export const MAX_BYTES = 8 * 1024 * 1024;
export const MAX_DEPTH = 32;
/** Far over MAX_DEPTH, since brackets in scripts are counted too, and low enough for any parser. */
const HOPELESS_DEPTH = 500;

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** Linear in the text; null when it may be parsed. */
export function refuseText(text: string): Refusal | null {
  if (utf8Bytes(text) > MAX_BYTES)
    return { code: 'too-large', message: 'a release file is at most 8 MiB; split what is in it', offset: 0 };
  const nul = text.indexOf('\0');
  if (nul >= 0)
    return {
      code: 'not-text',
      message: 'the file holds a NUL character; it is not a text file',
      offset: nul,
    };
  const offset = hopelesslyDeep(text);
  return offset === null
    ? null
    : { code: 'too-deep', message: `more than ${MAX_DEPTH} levels are nested here`, offset };
}

/** Counts without encoding; stops counting once it is too much. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length && bytes <= MAX_BYTES; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) bytes += unit > 0x7ff && !(unit >= 0xd800 && unit <= 0xdfff) ? 2 : 1;
  }
  return bytes;
}

function hopelesslyDeep(text: string): number | null {
  let brackets = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const lead = /^[ ]*(?:[-?:][ ]+)*/.exec(line)?.[0] ?? '';
    if (/^[A-Za-z]/.test(line)) brackets = 0;
    if (lead.replaceAll(' ', '').length > MAX_DEPTH || lead.length > 10 * HOPELESS_DEPTH) return start;
    for (let i = lead.length; i < line.length; i += 1) {
      const character = line[i];
      if (character === '[' || character === '{') brackets += 1;
      else if ((character === ']' || character === '}') && brackets > 0) brackets -= 1;
      if (brackets > HOPELESS_DEPTH) return start + i;
    }
    start += line.length + 1;
  }
  return null;
}
