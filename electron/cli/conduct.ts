/** Follows a run from the terminal: shows what happens, sees to its questions, and says how it ended. */

import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { RunEvent } from '#core/run/events.ts';
import { SOUND } from '#core/run/evidence.ts';
import { recoveryOf } from '#core/run/recovery.ts';
import { type OpenQuestion, type Preflight, type RunState, unitKey } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { readRun } from '#core/run/view.ts';
import { describeTakenOver } from '#core/words/hosts/describe-taken-over.ts';
import { describeUncovered } from '#core/words/hosts/describe-workstation.ts';
import type { Failure, Result } from '#engine/ports.ts';
import type { RunEnd, RunHandle, RunListener } from '#engine/run-handle.ts';
import { choiceCosts, type ShownRun, showRun } from '#operations/shown-run.ts';
import { type AnswerBy, type Answerer, readAnswers, withOnFailure } from './answers.ts';
import { type Asking, askAtTerminal, confirmAtTerminal, isAtTerminal } from './ask.ts';
import type { Asked } from './check-answers.ts';
import { backUpAfter } from './commands/backups.ts';
import { diary } from './diary.ts';
import { createLines } from './event-words.ts';
import { exitOfRun } from './exit-of-run.ts';
import { EXIT, oneLine, refusalOf } from './failure.ts';
import { createHostsProgress } from './hosts-progress.ts';
import { createPrompts } from './message-words.ts';
import { noticeLines, preflightLines } from './preflight-words.ts';
import { describeEnd, describeLeft, describeOpenRun, describeRecovery } from './run-words.ts';
import { createSignals } from './signals.ts';
import { indent, jsonLine, printJson, safe } from './terminal.ts';

export interface ConductOptions {
  readonly answers?: string;
  readonly onFailure?: 'stop' | 'continue';
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly secret?: readonly string[];
}

export interface Conduct {
  readonly library: Library;
  readonly operator: string;
  readonly options: ConductOptions;
  /** What the run will ask about, which answers are compared with before it begins; null where that is not known. */
  asked(): Promise<Asked | null> | Asked | null;
  begin(listener: RunListener): Promise<Result<RunHandle, Failure>>;
}

/** Begins a run by `begin` and stays with it to its end. Gives the exit code. */
export async function conduct({ library, operator, options, asked, begin }: Conduct): Promise<number> {
  const answerer = await answererOf(options, operator, asked);
  const linesOf = createLines();
  const promptOf = createPrompts();
  const progress = createHostsProgress(process.stderr, createClock());
  let wake: () => void = () => undefined;
  const interrupt = new AbortController();
  const signals = createSignals(operator, () => interrupt.abort());
  const begun = await begin({
    onEvents(events, state) {
      // Before anything of the run is shown: whoever sees that it has begun may want to stop it.
      signals.heed();
      progress.clear();
      noteEvents(events);
      for (const event of events)
        if (event.type === 'preflightFinished') process.stderr.write(noticesOf(event.data, state));
      if (options.jsonl) showJsonLines(library, events);
      else if (!options.json) {
        for (const event of events) process.stdout.write(linesOf(event, state));
        process.stdout.write(promptOf(state));
      }
      wake();
    },
    onOutput: () => undefined,
    onProgress(_run, seen) {
      if (!options.json && !options.jsonl) progress.show(seen);
    },
  });
  if (!begun.ok) {
    throw refusalOf(begun.error, exitOfRefusal(begun.error.code));
  }
  const handle = begun.value;
  signals.give(handle);
  const costs = (state: RunState) => choiceCosts(library, state, createClock().now());
  const following = { library, operator, options, interrupt: interrupt.signal, costs };
  const questions = seeToQuestions(handle, answerer, following);
  wake = questions.look;
  questions.look();
  const end = await handle.ended;
  progress.clear();
  interrupt.abort();
  signals.release();
  const { header, outcome } = end.state;
  diary.add({ event: 'runLeft', run: header.run, as: end.kind, outcome });
  const exit = conclude(library, end, options);
  if (end.kind === 'finished') await backUpAfter(library);
  return exit;
}

function noticesOf(found: FoundByPreflight, { plan, uncovered }: RunState): string {
  const lines = uncovered.map((secret) => `note: ${safe(oneLine(describeUncovered(secret)))}\n`);
  return [...lines, ...noticeLines(found, plan)].join('');
}

type FoundByPreflight = Omit<Preflight, 'at'>;

/** What holds the run back is no mistake in the call. */
function exitOfRefusal(code: string): number {
  return code.startsWith('secret-') || code === 'gate-closed' ? EXIT.preflight : EXIT.usage;
}

async function answererOf(
  { answers, onFailure }: ConductOptions,
  operator: string,
  asked: Conduct['asked'],
): Promise<Answerer | null> {
  const fromFile = answers === undefined ? null : await readAnswers(answers, operator, await asked());
  return onFailure === undefined ? fromFile : withOnFailure(fromFile, onFailure, operator);
}

/** One question at a time. What nobody answers leaves the run waiting; a bad unit that nobody is asked about stops it. */
function seeToQuestions(
  handle: RunHandle,
  answerer: Answerer | null,
  asking: Asking & Pick<Conduct, 'library' | 'options'>,
) {
  const { operator, options, interrupt } = asking;
  const isTerminal = isAtTerminal();
  /** Questions whose answer in the file was refused: it would be refused for ever. */
  const refusedFile = new Set<string>();
  let busy = false;
  const next = (): OpenQuestion | undefined => [...handle.state().questions.values()][0];

  /** False while nothing may continue: what was running is still being looked for, or the person wants to leave it. */
  async function goOnAfterRecovery(): Promise<boolean> {
    const { paused, searching } = handle.state();
    if (paused?.because !== 'recovery') return true;
    if (searching.size > 0) return false;
    const isAsked = isTerminal && answerer === null;
    const found = describeRecovery(recoveryOf(handle.state()));
    if (isAsked) process.stderr.write(found);
    else if (!options.json && !options.jsonl) process.stdout.write(found);
    if (isAsked && !(await confirmAtTerminal('Nothing has been run again. Continue? [y/n] '))) {
      handle.leave();
      return false;
    }
    await handle.resume(operator, null);
    return false;
  }

  async function look(): Promise<void> {
    if (busy || interrupt.aborted) return;
    if (handle.state().preflight === null && handle.state().paused?.because !== 'recovery') return;
    busy = true;
    if (!(await goOnAfterRecovery())) {
      busy = false;
      return;
    }
    for (let open = next(); open && handle.state().outcome === null; open = next()) {
      if (!(await settle(open))) break;
    }
    busy = false;
  }

  /** False when the question stays open. */
  async function settle(open: OpenQuestion): Promise<boolean> {
    const fromFile = refusedFile.has(open.id) ? null : (answerer?.answersTo(open, handle.state()) ?? null);
    if (fromFile !== null && !(await give(open, fromFile))) refusedFile.add(open.id);
    if (!interrupt.aborted && !handle.state().questions.has(open.id)) return true;
    const asked = isTerminal && !interrupt.aborted ? await askAtTerminal(open, handle.state(), asking) : null;
    if (asked !== null) await give(open, asked);
    if (interrupt.aborted) return false;
    if (!handle.state().questions.has(open.id) || (asked !== null && asked.length > 0)) return true;
    if (fromFile === null && asked === null && open.question.about === 'unit' && answerer === null) {
      await handle.answer({
        question: open.id,
        answer: { to: 'unit', remedy: 'stop' },
        by: operator,
        note: null,
        cause: 'nobody-there',
      });
      return true;
    }
    await leaveWhenQuiet();
    return false;
  }

  /** Whether every one of them was taken; what is refused is said. */
  async function give(open: OpenQuestion, answers: readonly AnswerBy[]): Promise<boolean> {
    let taken = true;
    for (const given of answers) {
      const refusal = await handle.answer({ question: open.id, ...given });
      if (refusal === null) continue;
      taken = false;
      process.stderr.write(`${unitKey(open.question.unit)}: ${indent(refusal)}\n`);
    }
    return taken;
  }

  async function leaveWhenQuiet(): Promise<void> {
    if (tallyRun(handle.state()).inFlight.length === 0) handle.leave();
  }
  return { look: () => void look().catch(() => handle.leave()) };
}

function conclude(library: Library, end: RunEnd, options: ConductOptions): number {
  const view = readRun(end.state, { carriedOut: false, head: null });
  const { state } = view;
  if (end.kind === 'broken') {
    // Of a run that broke, the library may not be readable any more.
    process.stderr.write(describeOpenRun(view));
    throw end.error;
  }
  for (const words of describeTakenOver(state)) process.stderr.write(`error: taken-over: ${indent(words)}\n`);
  const refused = state.preflight?.passed === false && state.stop === null ? state.preflight : null;
  if (refused) process.stderr.write(preflightLines(refused, state.header.run).join(''));
  if (options.json) {
    printJson(showEnd(library, end.state));
  } else if (!options.jsonl) {
    process.stdout.write(`\n${describeEnd(view, end.kind)}${describeLeft(state)}`);
  }
  return exitOfRun(view, end.kind);
}

function showEnd(library: Library, end: RunState): ShownRun {
  const { run } = end.header;
  const evidence = library.readRun(run)?.evidence ?? SOUND;
  const head = evidence.ok ? library.head(run).hash : null;
  const view = readRun(end, { carriedOut: false, head });
  return showRun(library, { ...view, evidence }, createClock().now());
}

function noteEvents(events: readonly RunEvent[]): void {
  for (const { run, seq, type } of events) {
    if (type === 'runCreated' || type === 'runResumed') diary.add({ event: 'runBegun', run });
    diary.add({ event: 'runEvent', run, seq, type });
  }
}

/** With their links, as `holdpoint events` prints them. */
function showJsonLines(library: Library, [first]: readonly RunEvent[]): void {
  if (!first) return;
  for (const event of library.chain(first.run, first.seq - 1)) process.stdout.write(jsonLine(event));
}
