/** The print style: readable in black and white, and the same on every machine. */
import { type PaperSize, SHEET_OF } from './paper-size.ts';

export const SANS = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
const MONO = "'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** Page boxes for Chromium from 131 on; an older one skips them, and whoever prints adds a footer of its own. */
export function pageStyle(paper: PaperSize, footer: string, mark: string | null): string {
  const font = `font: 7.5pt ${SANS}; color: #444`;
  return `@page {
  size: ${SHEET_OF[paper]}; margin: 18mm 15mm;
  @bottom-left { content: ${cssString(footer)}; ${font}; overflow-wrap: anywhere }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); ${font} }
  ${mark === null ? '' : `@top-right { content: ${cssString(mark)}; font: 700 8pt ${SANS}; color: #000 }`}
}`;
}

/** A text as a CSS string in which no character can end the string, the rule or the style element. */
function cssString(text: string): string {
  const escaped = [...text].map((character) =>
    /[\w .,:()–-]/.test(character) ? character : `\\${(character.codePointAt(0) ?? 0).toString(16)} `,
  );
  return `"${escaped.join('')}"`;
}

/** Stands before each line of a command that goes on from the line above. Drawn, so that it is no part of the text. */
const GOES_ON =
  "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 14 14'%3E%3Cpath d='M3 3v5h6M7 5.5 9.5 8 7 10.5' fill='none' stroke='%23000' stroke-width='1.1'/%3E%3C/svg%3E\")";

/** What stands last in a step keeps nothing behind it: a break that is avoided there is avoided between all steps, and then none is. */
export const SHEET_STYLE = `
:root { --ink: #000; --soft: #444; --line: #999; --hair: #ccc; --fill: #f3f3f3 }
* { box-sizing: border-box }
html { font: 9.5pt/1.4 ${SANS}; color: var(--ink); background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { margin: 0 auto; max-width: 179.6mm; overflow-wrap: anywhere }
@media screen { body { padding: 12mm 8mm; max-width: 195.6mm } }
h1 { font-size: 21pt; line-height: 1.15; margin: 0 0 1mm; letter-spacing: -.01em }
h2 { font-size: 14pt; margin: 9mm 0 3mm; padding-bottom: 1mm; border-bottom: .6mm solid var(--ink); break-after: avoid }
h3 { font-size: 10.5pt; margin: 6mm 0 2mm; break-after: avoid }
h2 + h3 { margin-top: 3mm }
p { margin: 0 0 2mm }
ul, ol { margin: 0 0 2mm; padding-left: 5mm }
.newpage { break-before: page; margin-top: 0 }
.newpage > h2:first-child { margin-top: 0 }
.kicker { font-size: 9pt; font-weight: 700; letter-spacing: .04em; color: var(--soft); margin: 0 0 1mm }
.lead { font-size: 11pt; color: var(--soft); margin: 0 0 5mm }
.soft { color: var(--soft) }
.small { font-size: 8pt }
.prose { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 2mm }
.nowrap { white-space: nowrap }
.box { width: 3.4mm; height: 3.4mm; vertical-align: -.5mm; margin: 0 1.4mm -.5mm 0; flex: none }
.qr { width: 34mm; height: 34mm; flex: none; border: .2mm solid var(--hair) }
.mark { position: fixed; top: 105mm; left: 5mm; width: 170mm; height: 28mm; overflow: visible; transform: rotate(-35deg); opacity: .08; z-index: 1; pointer-events: none }
.notlive { border: .6mm solid var(--ink); padding: 1.5mm 3mm; margin: 0 0 4mm; font-weight: 700 }

table { border-collapse: collapse; width: 100%; margin: 0 0 4mm; font-size: 8.5pt }
thead { display: table-header-group }
tr { break-inside: avoid }
th { overflow-wrap: normal; text-align: left; font-weight: 600; border-bottom: .4mm solid var(--ink); padding: 1mm 2mm 1mm 0; vertical-align: bottom }
td { border-bottom: .2mm solid var(--hair); padding: 1mm 2mm 1mm 0; vertical-align: top; overflow-wrap: anywhere }
td.num, th.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.time { font-variant-numeric: tabular-nums; white-space: nowrap }
h2 + p { break-after: avoid }
.key { display: inline-block; min-width: 46mm }
.steptitle { display: inline-block; min-width: 36mm }
.writein td { vertical-align: bottom }
tr.noted { break-after: avoid }
tr.noted td { border-bottom: 0; padding-bottom: .4mm }
tr.notes td { padding-top: 0; padding-left: 4mm }
tr.notes p { margin: 0; font-size: 8pt; color: var(--soft); padding-left: 3mm; text-indent: -3mm }
.matrix th, .matrix td { padding-right: 1mm; font-size: 7.5pt }
.bad { font-weight: 700; background: #e2e2e2; padding: 0 .8mm; margin: 0 -.8mm; box-decoration-break: clone; -webkit-box-decoration-break: clone }

.people { font-weight: 700; border: .2mm solid var(--ink); padding: 0 .8mm; margin: 0 .2mm; box-decoration-break: clone; -webkit-box-decoration-break: clone }

dl.facts { display: grid; grid-template-columns: 34mm 1fr; gap: .8mm 4mm; margin: 0 0 4mm; break-inside: avoid }
dl.facts dt { color: var(--soft) }
dl.facts dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
code, .mono, pre { font-variant-ligatures: none; font-feature-settings: 'calt' 0 }
code, .mono { font-family: ${MONO}; font-size: .88em; overflow-wrap: anywhere }

.unsound { border: 1.2mm solid var(--ink); padding: 3mm 4mm; margin: 0 0 5mm; break-inside: avoid; background: #e2e2e2 }
.unsound > b { display: block; font-size: 22pt; line-height: 1.2 }
.result { border: .6mm solid var(--ink); padding: 3mm 4mm; margin: 0 0 5mm; break-inside: avoid }
.result b { display: block; font-size: 15pt; line-height: 1.2 }
.result .progress { margin: 2mm 0 0; padding-top: 2mm; border-top: .2mm solid var(--line) }
.byhand { display: flex; align-items: baseline; text-indent: 0; gap: 1.2mm; color: var(--ink); white-space: nowrap; padding-top: 1mm }
.byhand .box { margin-right: .6mm }
.byhand .long { flex: 1 }
.evidence { display: flex; gap: 5mm; align-items: flex-start; border: .2mm solid var(--line); padding: 3mm; margin: 4mm 0; break-inside: avoid }
.evidence .code { font: 700 14pt ${MONO}; letter-spacing: .02em }

pre { font: 8pt/1.4 ${MONO}; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 2mm; padding: 1.6mm 2.4mm;
  border: .2mm solid var(--line); background: var(--fill); box-decoration-break: clone; -webkit-box-decoration-break: clone; orphans: 3; widows: 3; tab-size: 4 }
pre .l { display: block; min-height: 1.4em; padding-left: 2em; text-indent: -2em }
pre .l:nth-child(-n+3):not(:last-child) { break-after: avoid }
pre .l:nth-last-child(-n+3):not(:first-child) { break-before: avoid }
pre .words { white-space: pre; background: linear-gradient(var(--fill), var(--fill)) 0 0 / 2em 1.4em no-repeat, ${GOES_ON} 0 0 / 1.4em 1.4em repeat-y }
pre .oneword { white-space: pre-wrap; text-decoration: underline dotted .2mm; text-underline-offset: .5mm; text-decoration-skip-ink: none }
pre wbr { white-space: normal }
table.commands td { border-bottom: 0; padding-bottom: .4mm; padding-top: 0; font-weight: 600; width: 1% }
table.commands td:first-child { min-width: 34mm; padding-top: 1.7mm }
table.commands td + td { width: auto }
table.commands pre { margin: 0 }
pre.output { background: #fff; border-width: 0 0 0 .8mm; padding: .4mm 2.4mm; font-size: 7.5pt }
.label { font-size: 8pt; font-weight: 600; margin: 0 0 .6mm; break-after: avoid; break-inside: avoid }

.step { padding-left: 12mm; border-top: .4mm solid var(--ink); padding-top: 1.2mm; margin-bottom: 2mm }
.whole { break-inside: avoid }
.step > .small { break-inside: avoid }
.step > .small:not(:last-child) { break-after: avoid }
.no { display: inline-block; width: 12mm; margin-left: -12mm; margin-right: -.28em; font-size: 13pt; font-weight: 700; line-height: 1.15; font-variant-numeric: tabular-nums }
.step h4 { font-size: 10.5pt; line-height: 1.3; margin: 0 0 .8mm; break-after: avoid }
.step .about { font-size: 8pt; color: var(--soft); margin: 0 0 1mm; break-after: avoid; break-inside: avoid }
.step .undo { display: grid; grid-template-columns: 18mm 1fr; margin: 1mm 0 0 }
.step .undo.small { display: block }
.step .undo .head { margin: 0; font-size: 8.5pt; padding-top: .7mm }
.step > pre.command { margin-bottom: .6mm; padding: 1mm 2.4mm }
.step .undo pre { margin: 0; background: #fff; padding: .6mm 2.4mm }
.step .undo pre .words { background: linear-gradient(#fff, #fff) 0 0 / 2em 1.4em no-repeat, ${GOES_ON} 0 0 / 1.4em 1.4em repeat-y }
.step.stop { border-left: 3mm solid #000; padding-left: 11mm; border-top-width: 1mm }
.step.stop .no { width: 10mm; margin-left: -10mm }
.step .barcode { float: right; height: 7.5mm; margin: 0 0 1mm 3mm }
.band { background: #000; color: #fff; font-size: 11pt; font-weight: 700; padding: .6mm 3mm; margin: 0 0 1.6mm; break-after: avoid }
.noreturn { border: .8mm solid var(--ink); border-left-width: 3mm; padding: 1.6mm 3mm; margin: 2mm 0 3mm; font-weight: 700; break-after: avoid; break-inside: avoid }
.noreturn span { font-weight: 400 }
.noreturn .band { margin: -1.6mm -3mm 1.6mm }
.noreturn p:last-child { margin: 0 }

.hosts { margin: .6mm 0 1mm; font-size: 8.5pt }
.hosts .host, .line { display: flex; align-items: baseline; gap: 1.6mm; padding: 1.2mm 0 .6mm; break-inside: avoid }
.hosts .host { padding: .9mm 0 .3mm }
.hosts .host b { font-weight: 600; flex: 0 0 42mm; overflow-wrap: anywhere }
.hosts .host .soft { flex: 1 }
.line .grow { flex: 1 }
.log td { height: 9mm }
.log td:nth-child(3) { width: 50% }
.blank { border-bottom: .2mm solid var(--ink); min-width: 15mm; height: 4.4mm; flex: none }
.blank.short { min-width: 16mm; flex: 1 }
.blank.short:last-child { flex: 1.6 }
.cap { font-size: 6.5pt; color: var(--soft) }
.toWrite { border-bottom: .2mm solid var(--line); height: 8mm }
.sign { display: grid; grid-template-columns: 2fr 3fr 2fr; border: .4mm solid var(--ink); margin: 1mm 0 2mm; break-inside: avoid }
.sign > div { height: 13mm; padding: .8mm 1.6mm; border-right: .2mm solid var(--line) }
.sign > div:last-child { border-right: 0 }
.contents { margin: 0 0 4mm }
.contents a { display: flex; gap: 3mm; color: inherit; text-decoration: none; padding: .9mm 12mm .9mm 0; border-bottom: .2mm solid var(--hair); break-inside: avoid }
.contents .first { font-weight: 600 }
.contents .below { padding-left: 5mm }
.contents .soft { font-weight: 400 }
.grid2 { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm }
.card { border: .2mm solid var(--line); padding: 2.4mm 3mm; margin: 0 0 3mm }
.card h4 { margin: 0 0 1mm; font-size: 10pt; break-after: avoid }
`;
