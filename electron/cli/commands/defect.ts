/** Logs, closes and lists what people found wrong in a run. */
import { createClock } from '#adapters/system/clock.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { SEVERITIES, type Severity } from '#core/run/defect.ts';
import type { RunId } from '#core/run/events.ts';
import type { DefectEntry } from '#core/run/log-defects.ts';
import { defectJson } from '#core/run/view.ts';
import { describeDefects } from '#core/words/run/describe-defect.ts';
import { addEntry } from '#operations/add-entry.ts';
import { describeDefectLines } from '../defect-words.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { exitOfReading, mustOpen, mustOpenSound } from '../opened-run.ts';
import { chooseOperator } from '../operator.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface DefectOptions {
  readonly data?: string;
  readonly severity?: Severity;
  readonly step?: string;
  readonly host?: string;
  readonly close?: string;
  readonly note?: string;
  readonly operator?: string;
  readonly json?: boolean;
}

/** With a text it logs one, with `--close` it closes one, and with neither it lists them. */
export function defectCommand(
  run: string,
  text: string | undefined,
  options: DefectOptions,
): Promise<number> {
  const asked = whatIsAsked(text, options);
  return asked === null ? list(run, options) : put(run, asked, options);
}

type DefectWish =
  | { readonly kind: 'log'; readonly text: string; readonly severity: Severity }
  | { readonly kind: 'close'; readonly defect: number; readonly note: string };

/** Null: nothing is to be changed. */
function whatIsAsked(text: string | undefined, options: DefectOptions): DefectWish | null {
  const { severity, step, host, close, note } = options;
  const isAboutNew = severity !== undefined || step !== undefined || host !== undefined;
  if (close !== undefined) {
    if (text !== undefined || isAboutNew)
      throw new CliFailure(
        'usage',
        '--close takes the number of a defect and --note; it logs no new one. Give --close and --note alone',
      );
    return { kind: 'close', defect: numberOf(close), note: note ?? '' };
  }
  if (text === undefined) {
    if (isAboutNew || note !== undefined)
      throw new CliFailure('usage', 'A defect needs a text: holdpoint defect RUN "what is wrong"');
    return null;
  }
  if (note !== undefined)
    throw new CliFailure('usage', '--note says why a defect is closed; what is wrong is the text itself');
  if (severity === undefined)
    throw new CliFailure('usage', `A defect needs --severity: ${SEVERITIES.join(', ')}`);
  return { kind: 'log', text, severity };
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new CliFailure(
      'usage',
      `--close takes the number of a defect, not "${text}"; holdpoint defect RUN lists them`,
    );
  return Number(text);
}

function put(run: string, asked: DefectWish, options: DefectOptions): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const before = mustOpenSound(library, run).state;
    const by = await chooseOperator(before.header.people ?? [], options.operator);
    const entry = entryFor(asked, by, options);
    const refusal = await addEntry({ library, clock: createClock(), run: run as RunId }, entry);
    if (refusal !== null) throw refusalOf(refusal, refusal.code === 'no-reply' ? EXIT.failed : undefined);
    process.stdout.write(
      asked.kind === 'close'
        ? `Defect ${asked.defect} of ${safe(run)} is closed\n`
        : `Logged as defect ${numberOfNew(mustOpen(library, run).state, asked.text)} of ${safe(run)}\n`,
    );
    return EXIT.ok;
  });
}

/** Others may have logged one meanwhile. */
function numberOfNew({ defects }: ReturnType<typeof mustOpen>['state'], text: string): number {
  return defects.findLast((defect) => defect.text === text)?.number ?? defects.length;
}

function entryFor(asked: DefectWish, by: string, { step, host }: DefectOptions): DefectEntry {
  if (asked.kind === 'close')
    return { type: 'defectClosed', data: { by, defect: asked.defect, note: asked.note } };
  const { text, severity } = asked;
  const place = { step: (step ?? null) as StepId | null, host: (host ?? null) as HostName | null };
  return { type: 'defectLogged', data: { by, severity, text, ...place } };
}

function list(run: string, { data, json }: DefectOptions): Promise<number> {
  return withLibrary(data, (library) => {
    const opened = mustOpen(library, run);
    const { defects } = opened.state;
    if (json) printJson(defects.map(defectJson));
    else if (defects.length === 0) process.stdout.write(`${safe(run)} has no defects\n`);
    else process.stdout.write(`${describeDefects(defects)}\n${describeDefectLines(defects)}`);
    return exitOfReading([opened]);
  });
}
