/** The run on one glance: a row per step, and its hosts. */

import type { PlannedStep } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import { type Attempt, hostKeyOf, lastAttempt, type RunState, type Unit } from '#core/run/state.ts';
import { formatBetween } from '#core/words/figures/format-duration.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import {
  describeAttempt,
  GROUP_WORDS,
  isByPeople,
  isPlain,
  type Provenance,
  provenanceOf,
  SHORT_WORDS,
} from './provenance.ts';
import { beganOf } from './run-report-attempts.ts';
import { unitsOf } from './run-report-model.ts';
import { table } from './sheet.ts';
import { timeInRun } from './words.ts';

/** A matrix of more hosts than this is not read by anyone; the table above it names every host that is not ok. */
const MATRIX_HOSTS = 16;
const MATRIX_COLUMNS = 8;

export function summaryTables(state: RunState): Html {
  const rows = state.plan.steps.map((step, i) => summaryRow(state, step, i + 1));
  return html`${table(['#', 'Step', 'Kind', 'Hosts', '#Began', '#Took'], rows)}${matrices(state)}`;
}

function summaryRow(state: RunState, step: PlannedStep, number: number): readonly HtmlValue[] {
  const units = unitsOf(state, step);
  const began = beganOf(units);
  const ended =
    units
      .flatMap((unit) => endOf(lastAttempt(unit)) ?? [])
      .sort()
      .at(-1) ?? null;
  const took = began === null || ended === null ? '–' : (formatBetween(began, ended) ?? '–');
  return [
    number,
    html`<b class="steptitle">${step.title}</b>`,
    html`<span class="nowrap">${step.kind}</span>`,
    tally(state, units),
    timeInRun(state, began),
    took,
  ];
}

/** Null where nobody saw an end. */
function endOf(attempt: Attempt | null): string | null {
  return attempt?.finished && attempt.finished.outcome !== 'unknown' ? attempt.finished.at : null;
}

/** "11 ok · failed: web3 · ok, ON PAPER: web6 · unknown, may have run: web4, web5". */
function tally(state: RunState, units: readonly Unit[]): HtmlValue {
  const groups = new Map<Provenance, Unit[]>();
  for (const unit of units) {
    const name = provenanceOf(state, unit);
    groups.set(name, [...(groups.get(name) ?? []), unit]);
  }
  return [...groups].map(([name, group], i) => [i === 0 ? null : ' · ', tallyOf(name, group)]);
}

function tallyOf(name: Provenance, units: readonly Unit[]): HtmlValue {
  const hosts = units.flatMap((unit) => unit.ref.host ?? []);
  if (isPlain(name)) return hosts.length < 2 ? GROUP_WORDS[name] : `${hosts.length} ${GROUP_WORDS[name]}`;
  return marked(name, `${GROUP_WORDS[name]}${hosts.length === 0 ? '' : `: ${hosts.join(', ')}`}`);
}

/** What became of an attempt; of a unit without one, where it stands. */
export function attemptWord(state: RunState, unit: Unit, attempt: Attempt | null): HtmlValue {
  const name = provenanceOf(state, unit);
  if (attempt === null) return marked(name, GROUP_WORDS[name]);
  const { was, is } = describeAttempt(unit, attempt);
  const isLast = attempt === lastAttempt(unit);
  const word = marked(isLast ? name : (attempt.finished?.outcome ?? 'unknown'), is);
  return was === null ? word : [`${was}; `, word];
}

/** A frame around so few characters is not broken. */
const UNBROKEN_LENGTH = 20;

/** What is bad is shaded; what people settled or did on paper is framed. */
function marked(name: Provenance, words: string): HtmlValue {
  if (isPlain(name)) return words;
  if (!isByPeople(name)) return html`<span class="bad">${words}</span>`;
  return html`<span class="${words.length > UNBROKEN_LENGTH ? 'people' : 'people nowrap'}">${words}</span>`;
}

function matrices(state: RunState): Html | null {
  const used = new Set(state.plan.steps.flatMap((step) => step.units.flatMap((unit) => unit.host ?? [])));
  const hosts = state.plan.hosts.map((host) => host.name).filter((name) => used.has(name));
  if (hosts.length < 2 || hosts.length > MATRIX_HOSTS) return null;
  const parts: Html[] = [];
  for (let i = 0; i < hosts.length; i += MATRIX_COLUMNS)
    parts.push(matrix(state, hosts.slice(i, i + MATRIX_COLUMNS)));
  return html`<h3>Each step on each host</h3><div class="matrix">${parts}</div>`;
}

function matrix(state: RunState, hosts: readonly HostName[]): Html {
  const rows = state.plan.steps.flatMap((step, i) => {
    const cells = hosts.map((host) => matrixCell(state, state.units.get(step.id)?.get(hostKeyOf(host))));
    return step.units.some((unit) => unit.host !== null) ? [[i + 1, step.title, ...cells]] : [];
  });
  return table(['#', 'Step', ...hosts], rows);
}

function matrixCell(state: RunState, unit: Unit | undefined): HtmlValue {
  if (unit === undefined) return '';
  const name = provenanceOf(state, unit);
  return marked(name, SHORT_WORDS[name]);
}
