/** Values as YAML text that fits where it is put: in a line, inside brackets, or as indented lines. */
import type { JsonValue } from './revision.ts';

const STEP = '  ';
const LONGEST_INLINE = 60;
const LONGEST_HOST = 120;
/** Words that some reader of YAML takes for something other than text. */
const SPECIAL = /^(?:true|false|yes|no|on|off|y|n|null|~|[-+.]?\d.*|[-+]?\.(?:inf|nan).*|<<|=)$/i;
/** Durations, IPv4 addresses and times with an offset stay without quotes, as people write them. */
const PLAIN_FIGURES = /^(?:(?:\d+[hms])+|\d+\.\d+\.\d+\.\d+|\d{4}-\d\d-\d\dT[\d:]{5,8}(?:Z|[+-]\d\d:\d\d))$/;
const PLAIN_START = /^[\p{L}\p{N}_/.($]/u;
const NOT_PLAIN = /[^\p{L}\p{N}\p{M}\p{P}\p{S} ]|: |:$| #| $|[\u2028\u2029]/u;

/** How a text was written before; the new text is written alike where it can be. */
export type QuoteStyle = 'plain' | 'single' | 'double';

/** A value on one line; null where it only fits on lines of its own. */
export function renderInline(value: JsonValue, style: QuoteStyle = 'plain'): string | null {
  if (typeof value === 'string') return value.includes('\n') ? null : renderText(value, style, false);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Object.keys(value).length === 0) return renderFlow(value);
  if (!Object.values(value).every(isShortScalar)) return null;
  const text = renderFlow(value);
  const longest = 'address' in value ? LONGEST_HOST : LONGEST_INLINE;
  return text.length <= longest ? text : null;
}

/** A value for inside brackets, where everything stands on one line. */
export function renderFlow(value: JsonValue, style: QuoteStyle = 'plain'): string {
  if (typeof value === 'string') return renderText(value, style, true);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => renderFlow(item)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${renderKey(key)}: ${renderFlow(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** `key: value` as lines, without indentation before the first. */
export function renderEntry(key: string, value: JsonValue, indent: string): string {
  const rendered = renderKey(key);
  return `${rendered}:${renderAfterColon(value, indent)}`;
}

/** What follows `key:` on its line and below; `indent` is that of the key. */
export function renderAfterColon(value: JsonValue, indent: string): string {
  const inline = renderInline(value);
  if (inline !== null) return ` ${inline}`;
  if (typeof value === 'string') return ` ${renderLongText(value, indent + STEP)}`;
  return `\n${indent}${STEP}${renderLines(value, indent + STEP)}`;
}

/** `- value` as lines, without indentation before the first. */
export function renderItem(value: JsonValue, indent: string): string {
  return `- ${renderAfterDash(value, indent)}`;
}

/** What follows `- ` on its line and below; `indent` is that of the dash. Mappings of a list stand on lines of their own. */
export function renderAfterDash(value: JsonValue, indent: string): string {
  const isMapping = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const inline = isMapping && !Array.isArray(value) ? null : renderInline(value);
  if (inline !== null) return inline;
  return typeof value === 'string' ? renderLongText(value, indent + STEP) : renderLines(value, indent + STEP);
}

export function renderKey(key: string): string {
  const isWord = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key) && !SPECIAL.test(key);
  return isWord || key === 'on' ? key : quoteDouble(key);
}

function renderLines(value: JsonValue, indent: string): string {
  const lines = Array.isArray(value)
    ? value.map((item: JsonValue) => renderItem(item, indent))
    : Object.entries(value as object).map(([key, item]: [string, JsonValue]) =>
        renderEntry(key, item, indent),
      );
  return lines.join(`\n${indent}`);
}

function isShortScalar(value: JsonValue): boolean {
  if (Array.isArray(value))
    return value.every((item: JsonValue) => typeof item !== 'object' && isShortScalar(item));
  return typeof value === 'string' ? !value.includes('\n') : typeof value !== 'object' || value === null;
}

function renderText(text: string, style: QuoteStyle, isFlow: boolean): string {
  if (style === 'plain' && isPlain(text, isFlow)) return text;
  if (style === 'single' && !/[^\x20-\x7e\xa0-\ud7ff]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return quoteDouble(text);
}

function isPlain(text: string, isFlow: boolean): boolean {
  if (PLAIN_FIGURES.test(text)) return true;
  if (!PLAIN_START.test(text) || NOT_PLAIN.test(text) || SPECIAL.test(text)) return false;
  return !isFlow || !/[[\]{},]|:[^\p{L}\p{N}/]/u.test(text);
}

/** As literal lines where they can be read back; otherwise in quotes. */
function renderLongText(text: string, indent: string): string {
  const body = text.replace(/\n$/, '');
  const isLiteral =
    /^[^\s]/.test(body) &&
    !body.endsWith('\n') &&
    !/[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe]|[\u2028\u2029]/.test(body);
  if (!isLiteral) return quoteDouble(text);
  const lines = body.split('\n').map((line) => (line === '' ? '' : indent + line));
  return `${body === text ? '|-' : '|'}\n${lines.join('\n')}`;
}

function quoteDouble(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
