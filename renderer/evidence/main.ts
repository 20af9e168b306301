/** The program within an evidence file: checks what the file holds, says so first, and shows it. */
import { type CheckedFile, checkFile, nameOfOutput } from '#core/evidence-file/check.ts';
import { EVIDENCE_ID } from '#core/evidence-file/page.ts';
import type { Hashing, HeldOutput } from '#core/evidence-file/parts.ts';
import { visible } from '#core/report/html.ts';
import { shortCode } from '#core/report/words.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeFileFinding } from '#core/words/library/describe-evidence-file.ts';
import { sha256 } from './sha256.ts';

const hashing: Hashing = {
  text: (text) => sha256(new TextEncoder().encode(text)),
  bytes: sha256,
  fromBase64: (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)),
};

function show(): void {
  const page = document.getElementById('page');
  const held = document.getElementById(EVIDENCE_ID);
  const lines = (held?.textContent ?? '').replace(/^\n/, '').replace(/\n$/, '');
  const checked = checkFile(lines, hashing, Number(held?.dataset['line'] ?? 1));
  page?.replaceChildren(...head(checked), ...report(checked), ...events(checked), ...outputs(checked));
}

function head({ about, events, findings }: CheckedFile): readonly Node[] {
  const sound = findings.length === 0;
  const verdict = element('div', { className: 'verdict' });
  verdict.dataset['sound'] = sound ? 'yes' : 'no';
  verdict.setAttribute('role', 'status');
  verdict.append(element('b', { text: sound ? 'Whole and unchanged' : 'Does not verify' }));
  if (sound)
    verdict.append(
      element('p', {
        text: `${formatCount(events.length, 'event')} fit their chain, and plan, release and outputs fit the events. Whether it is the genuine run is told by its code: compare it with the one on paper, in a message, or in the library.`,
      }),
    );
  else verdict.append(list(findings.map(describeFileFinding)));
  return [
    element('h1', { text: about?.title ?? 'Evidence of a run' }),
    element('p', {
      className: 'soft',
      text: about === null ? '' : `Run ${about.run}, written ${formatZonedTime(about.writtenAt)}`,
    }),
    verdict,
    ...(about === null
      ? []
      : [
          element('p', { className: 'code', text: shortCode(about.head.hash) }),
          element('p', {
            className: 'soft',
            text: `Code of event ${about.head.seq}, the newest in this file. In the library: holdpoint verify --code ${shortCode(about.head.hash)}`,
          }),
        ]),
  ];
}

function report({ report: html, findings }: CheckedFile): readonly Node[] {
  if (html === null) return [];
  const frame = element('iframe', {});
  frame.setAttribute('sandbox', '');
  frame.title = 'Report of the run';
  frame.srcdoc = html;
  return [
    element('h2', { text: 'Report' }),
    element('p', {
      className: 'soft',
      text:
        findings.length === 0
          ? 'Made by Holdpoint from the events below. What counts where they differ is the events.'
          : 'Do not rely on it: this file does not verify.',
    }),
    frame,
  ];
}

function events({ events: rows }: CheckedFile): readonly Node[] {
  const table = element('table', {});
  const heads = element('tr', {});
  heads.append(...['Event', 'Time', 'What', 'Facts'].map((text) => element('th', { text })));
  table.append(heads);
  for (const { seq, at, type, data } of rows) {
    const row = element('tr', {});
    row.append(
      element('td', { text: String(seq) }),
      element('td', { className: 'time', text: at }),
      element('td', { text: type }),
      element('td', { className: 'data', text: data }),
    );
    table.append(row);
  }
  const folded = element('details', {});
  folded.append(element('summary', { text: formatCount(rows.length, 'event') }), table);
  return [element('h2', { text: 'Events' }), folded];
}

function outputs({ outputs: all }: CheckedFile): readonly Node[] {
  const none = element('p', { className: 'soft', text: 'No step printed anything.' });
  return [element('h2', { text: 'Output' }), ...(all.length === 0 ? [none] : all.map(output))];
}

function output(part: HeldOutput): Node {
  const folded = element('details', {});
  const bytes = part.base64 === null ? null : hashing.fromBase64(part.base64);
  const size =
    bytes === null
      ? 'too long for this file; its hash stands in the event'
      : formatCount(bytes.length, 'byte');
  folded.append(element('summary', { text: `${nameOfOutput(part)} · ${size}` }));
  folded.addEventListener(
    'toggle',
    () => bytes !== null && folded.append(element('pre', { text: new TextDecoder().decode(bytes) })),
    { once: true },
  );
  return folded;
}

function list(lines: readonly string[]): Node {
  const all = element('ul', {});
  all.append(...lines.map((text) => element('li', { text })));
  return all;
}

/** Text of a run is shown as text, with whatever could hide or move text spelled out. */
function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { className, text }: { readonly className?: string; readonly text?: string },
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = visible(text);
  return made;
}

show();
