/** The first pages of a runbook: what goes where, who answers for it, and the rules for stopping and going back. */

import { formatHostAddress } from '#core/plan/show.ts';
import type {
  Component,
  Control,
  Environment,
  Host,
  Person,
  ReleaseInfo,
  Risk,
} from '#core/release/model.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { CONTENTS } from './contents.ts';
import { BOX } from './drawings.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { contentsOf, hasPart, type Part } from './release-document.ts';
import { hasLateValues, type Runbook } from './runbook-model.ts';
import { signatureBox, signed } from './runbook-step.ts';
import { bulletList, factList, markdownProse, table } from './sheet.ts';
import { groupedHash, labelEnvironment, shortCode, writtenTime } from './words.ts';

export function runbookCover(book: Runbook): HtmlValue {
  const { release } = book;
  const part = (name: Part, write: () => HtmlValue): HtmlValue =>
    hasPart(book.document, name) ? write() : null;
  return [
    title(book),
    part('contents', () => CONTENTS),
    part('signatures', signatures),
    part('people', () => peopleTable(release.info.people)),
    part('escalation', () => escalationSection(release.info)),
    part('about', () => aboutRelease(book)),
    part('success', () => successToTick(release.success)),
    part('rules', () => backoutRules(book)),
    part('controls', () => controls(release.controls)),
    part('package', () => components(release.components)),
    part('hosts', () => hosts(release.environments.find(({ name }) => name === book.environment))),
  ];
}

function signatures(): HtmlValue {
  return [
    html`<h2>Signatures</h2><p>By signing, a person says that these plans were read and may be carried out in this revision.</p>`,
    ['Prepared by', 'Reviewed by', 'Approved by'].map((role) => signatureBox(role)),
  ];
}

export function escalationSection(info: ReleaseInfo): Html | null {
  return info.escalation === null ? null : html`<h2>Escalation</h2>${markdownProse(info.escalation)}`;
}

function successToTick(criteria: readonly string[]): Html {
  if (criteria.length === 0) return html`<h2>Success criteria</h2><p>Criteria: ${UNSAID}</p>`;
  return html`<h2>Success criteria</h2><p>The deployment is a success when each of these is met.</p>
${criteria.map((text) => html`<div class="line">${BOX}<span class="grow">${text}</span>${signed()}</div>`)}`;
}

/** What a person could have said, and did not. */
const UNSAID = html`<span class="bad">not said</span>`;

function title(book: Runbook): Html {
  const { info } = book.release;
  const environment = book.release.environments.find((each) => each.name === book.environment);
  return html`<p class="kicker">${contentsOf(book.document).title}</p>
<h1>${info.name} ${info.version}</h1>
<p class="lead">${labelEnvironment(book.environment, environment?.kind ?? book.environment)}</p>
${factList([
  [
    'Revision',
    html`<b class="mono">${shortCode(book.revision)}</b><br><span class="mono small">${groupedHash(book.revision)}</span>`,
  ],
  ['Release', info.id],
  ['Baseline', info.baseline],
  ['Window opens', info.window === null ? null : writtenTime(info.window.opens)],
  [
    'Window closes',
    info.window === null
      ? null
      : `${writtenTime(info.window.closes)}, with a margin of ${formatDuration(info.window.marginMs)}`,
  ],
  ['Printed', formatZonedTime(book.printedAt)],
])}
${info.summary === null ? null : markdownProse(info.summary)}
<p class="small soft">This paper is worth something only for the revision above: compare its code with the screen before work begins.${hasLateValues(book) ? ' Text in {{ }} is known only during the run; write it in by hand.' : null}</p>`;
}

/** Whom to call. */
export function peopleTable(all: readonly Person[]): Html | null {
  if (all.length === 0) return null;
  const rows = all.map((person) => [
    html`<b>${person.name}</b>`,
    person.roles.join(', '),
    person.phone ?? '',
    person.email ?? '',
    person.id,
  ]);
  return html`<h2>People</h2>${table(['Name', 'Answers for', 'Phone', 'Mail', 'In the plan as'], rows)}`;
}

/** Nothing where the author says nothing of it. */
function aboutRelease(book: Runbook): HtmlValue {
  const said = [...scope(book), success(book.release.success)].filter((part) => part !== null);
  return said.length === 0 ? null : [html`<h2>The release</h2>`, said];
}

function scope({ release }: Runbook): readonly (Html | null)[] {
  const { info } = release;
  return [
    section('What is deployed', info.features.length === 0 ? null : bulletList(info.features)),
    section('Who is affected', info.affected.length === 0 ? null : bulletList(info.affected)),
    section('Risks', info.risks.length === 0 ? null : risks(info.risks)),
    section('Handover', info.handover === null ? null : markdownProse(info.handover)),
    section('Escalation', info.escalation === null ? null : markdownProse(info.escalation)),
    section(
      'Documents',
      release.documents.length === 0
        ? null
        : bulletList(release.documents.map((d) => `${d.title} (${d.file})`)),
    ),
    section(
      'Infrastructure needed',
      release.requirements.length === 0
        ? null
        : table(
            ['What', 'Lead time', 'Owner', 'State', 'Due'],
            release.requirements.map((r) => [
              html`<b>${r.what}</b>`,
              r.leadTime ?? '',
              r.owner ?? '',
              r.state ?? '',
              r.due ?? '',
            ]),
          ),
    ),
  ];
}

function section(heading: string, content: Html | null): Html | null {
  return content === null ? null : html`<h3>${heading}</h3>${content}`;
}

function risks(all: readonly Risk[]): Html {
  const rows = all.map((risk) => [
    risk.id,
    risk.text,
    risk.likelihood ?? '',
    risk.impact ?? '',
    risk.response ?? '',
  ]);
  return table(['', 'Risk', 'Likelihood', 'Impact', 'Response'], rows);
}

function success(criteria: readonly string[]): Html | null {
  return criteria.length === 0
    ? null
    : html`<h3>The deployment is a success when</h3>${bulletList(criteria)}`;
}

function backoutRules({ release }: Runbook): Html {
  const { triggers, authority, performer, decideWithinMs, contingencies } = release.backout;
  return html`<h2>When to back out</h2>
${triggers.length === 0 ? html`<p>Circumstances: ${UNSAID}</p>` : bulletList(triggers)}
${factList([
  ['Who decides', authority ?? UNSAID],
  ['Who does it', performer ?? UNSAID],
  ['Decided within', decideWithinMs === null ? UNSAID : formatDuration(decideWithinMs)],
])}
${contingencies === null ? null : html`<h3>Other ways out</h3>${markdownProse(contingencies)}`}`;
}

function controls(all: readonly Control[]): Html | null {
  if (all.length === 0) return null;
  const rows = all.map((control) => [
    html`<b>${control.title}</b>`,
    control.state ?? (control.rule === null ? 'open' : `by rule: ${control.rule}`),
    control.by ?? '',
    [control.evidence, control.note].filter((text) => text !== null).join('; '),
  ]);
  return html`<h2>Release controls</h2>${table(['Control', 'State', 'By', 'Evidence'], rows)}`;
}

function components(all: readonly Component[]): Html | null {
  if (all.length === 0) return null;
  const rows = all.map((component) => [
    html`<b>${component.id}</b>`,
    component.version,
    [component.ci, component.licence].filter((text) => text !== null).join('; '),
    html`${component.file ?? ''}${component.sha256 === null ? null : html`<br><span class="mono">${groupedHash(component.sha256)}</span>`}`,
  ]);
  return html`<h2>Package</h2>${table(['Component', 'Version', 'CI, licence', 'File, SHA-256'], rows)}`;
}

function hosts(environment: Environment | undefined): Html | null {
  if (environment === undefined || environment.hosts.length === 0) return null;
  const rows = environment.hosts.map((host) => [
    html`<b>${host.name}</b>`,
    formatHostAddress(host),
    host.via ?? '',
    host.tags.join(', '),
    identityOf(host),
  ]);
  return html`<h2>Hosts of ${environment.name}</h2>${table(['Host', 'Address', 'Via', 'Tags', 'Known by'], rows)}`;
}

function identityOf(host: Host): HtmlValue {
  const facts = Object.entries(host.is).map(([name, value]) => `${name} ${value}`);
  const next = host.nextHostKeys ?? [];
  return [
    facts.join('; '),
    html`<span class="mono small">${[...(facts.length > 0 ? [''] : []), ...host.hostKeys].join(' ')}</span>`,
    next.length === 0 ? null : html`<br>announced as next: <span class="mono small">${next.join(' ')}</span>`,
  ];
}
