/** The run on one glance: a row per step, and its hosts. */
import type { PlannedStep } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import { hostKeyOf, lastAttempt, type RunState, type Unit, type UnitStateName } from '#core/run/state.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { unitsOf } from './run-report-model.ts';
import { table } from './sheet.ts';
import { STATE_SHORT, STATE_WORDS, showClock, showElapsed } from './words.ts';

/** A matrix of more hosts than this is not read by anyone; the table above it names every host that is not ok. */
const MATRIX_HOSTS = 16;
const MATRIX_COLUMNS = 8;

export function summaryTables(state: RunState): Html {
  const rows = state.plan.steps.map((step, i) => summaryRow(state, step, i + 1));
  return html`${table(['#', 'Step', 'Kind', 'Hosts', '#Began', '#Took'], rows)}${matrices(state)}`;
}

function summaryRow(state: RunState, step: PlannedStep, number: number): readonly HtmlValue[] {
  const units = unitsOf(state, step);
  const began = units.flatMap((unit) => unit.attempts[0]?.intendedAt ?? []).sort()[0] ?? null;
  const ended =
    units
      .flatMap((unit) => lastAttempt(unit)?.finished?.at ?? [])
      .sort()
      .at(-1) ?? null;
  const took = began === null || ended === null ? '–' : showElapsed(Date.parse(ended) - Date.parse(began));
  return [
    number,
    html`<b>${step.title}</b>`,
    html`<span class="nowrap">${step.kind}</span>`,
    tally(units),
    showClock(began),
    took,
  ];
}

/** "11 ok · failed: web3 · unknown, may have run: web4, web5". */
function tally(units: readonly Unit[]): HtmlValue {
  const groups = new Map<UnitStateName, Unit[]>();
  for (const unit of units) groups.set(unit.state, [...(groups.get(unit.state) ?? []), unit]);
  return [...groups].map(([name, group], i) => [i === 0 ? null : ' · ', tallyOf(name, group)]);
}

const QUIET: ReadonlySet<UnitStateName> = new Set(['ok', 'waiting']);

function tallyOf(name: UnitStateName, units: readonly Unit[]): HtmlValue {
  const hosts = units.flatMap((unit) => unit.ref.host ?? []);
  if (QUIET.has(name)) return hosts.length < 2 ? STATE_WORDS[name] : `${hosts.length} ${STATE_WORDS[name]}`;
  const where = hosts.length === 0 ? '' : `: ${hosts.join(', ')}`;
  return html`<span class="bad">${STATE_WORDS[name]}${where}</span>`;
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
    const cells = hosts.map((host) => matrixCell(state.units.get(step.id)?.get(hostKeyOf(host))));
    return step.units.some((unit) => unit.host !== null) ? [[i + 1, step.title, ...cells]] : [];
  });
  return table(['#', 'Step', ...hosts], rows);
}

function matrixCell(unit: Unit | undefined): HtmlValue {
  if (unit === undefined) return '';
  const word = STATE_SHORT[unit.state];
  return QUIET.has(unit.state) ? word : html`<span class="bad">${word}</span>`;
}
