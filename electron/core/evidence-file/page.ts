/** The file as a page: what it holds, and the program that checks it and shows it, in one document that needs nothing else. */
import { html, markup } from '../report/html.ts';
import { type Hashing, type HeldPart, writeParts } from './parts.ts';

/** Element that holds the lines. */
export const EVIDENCE_ID = 'evidence';

const OPENING = `<script type="application/json" id="${EVIDENCE_ID}"`;
const CLOSING = '\n</script>';

interface EvidencePage {
  readonly title: string;
  readonly parts: readonly HeldPart[];
  /** The checking program, as one script. */
  readonly script: string;
}

export function renderEvidencePage({ title, parts, script }: EvidencePage, hash: Hashing): string {
  const policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:";
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
${markup(`<style>${STYLE}</style>`)}
</head>
<body>
<noscript><p class="verdict">This file checks itself by a script, and this browser runs none. <code>holdpoint verify FILE</code> checks it as well.</p></noscript>
<main id="page"><p class="verdict">Checking…</p></main>
`;
  const line = head.text.split('\n').length + 1;
  return `${head.text}${OPENING} data-line="${line}">\n${writeParts(parts, hash)}${CLOSING}\n<script>${script.replaceAll('</script', '<\\/script')}</script>\n</body>\n</html>\n`;
}

/** The lines in the page, and the line of the file on which they begin; null where the text is no such page. */
export function findEvidence(page: string): { readonly text: string; readonly firstLine: number } | null {
  const whole = page.replaceAll('\r\n', '\n');
  const opening = whole.indexOf(OPENING);
  const from = opening < 0 ? 0 : whole.indexOf('\n', opening) + 1;
  const to = whole.indexOf(CLOSING, from);
  if (from === 0 || to < 0) return null;
  return { text: whole.slice(from, to), firstLine: whole.slice(0, from).split('\n').length };
}

const STYLE = `
:root { color-scheme: light; --ink: #16181d; --soft: #5a5f6b; --line: #d8dade; --ok: #1f6b3a; --bad: #a3231f }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #f6f6f4 }
main { max-width: 960px; margin: 0 auto; padding: 32px 24px 64px }
h1 { font-size: 24px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere }
h2 { font-size: 17px; margin: 36px 0 8px }
p { margin: 0 0 8px }
.soft { color: var(--soft) }
.verdict { border: 2px solid var(--ink); border-radius: 6px; padding: 14px 18px; margin: 20px 0; background: #fff }
.verdict b { display: block; font-size: 20px }
.verdict[data-sound=yes] { border-color: var(--ok) }
.verdict[data-sound=yes] b { color: var(--ok) }
.verdict[data-sound=no] { border-color: var(--bad); border-width: 4px }
.verdict[data-sound=no] b { color: var(--bad) }
.code, pre, td.data { font-family: ui-monospace, Menlo, Consolas, monospace; font-variant-ligatures: none }
.code { font-size: 20px; font-weight: 700 }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: 6px; background: #fff }
table { border-collapse: collapse; width: 100%; background: #fff; font-size: 13px }
th { text-align: left; font-weight: 600 }
th, td { border-bottom: 1px solid var(--line); padding: 5px 8px; vertical-align: top }
td.data { font-size: 12px; overflow-wrap: anywhere }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums }
details { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin: 0 0 8px }
summary { cursor: pointer; overflow-wrap: anywhere }
pre { margin: 8px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; max-height: 60vh; overflow: auto }
`;
