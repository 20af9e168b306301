/** Shows what a run tells people, sends it, and puts down who was told and whether it arrived. */

import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { letterOf, type SaidValues } from '#core/communication/letter.ts';
import {
  findMessage,
  type MessageEntry,
  type MessageOfRun,
  messagesOfRun,
} from '#core/communication/told.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { messageJson } from '#core/run/view.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { addEntry } from '#operations/add-entry.ts';
import { readMailSettings } from '#operations/mail.ts';
import {
  describeNotSent,
  mailMessage,
  messageFile,
  readyMessage,
  toldByPerson,
} from '#operations/tell-message.ts';
import { askLoginAtTerminal } from '../ask-login.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { callSheetLines, messageLines } from '../message-words.ts';
import { exitOfReading, mustOpen, mustOpenSound } from '../opened-run.ts';
import { chooseOperator } from '../operator.ts';
import { readVars } from '../options.ts';
import { openOut } from '../out-file.ts';
import { withLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface MessageOptions {
  readonly data?: string;
  readonly send?: boolean;
  readonly again?: boolean;
  readonly told?: boolean;
  readonly withhold?: boolean;
  readonly received?: boolean;
  readonly notReceived?: boolean;
  readonly to?: readonly string[];
  readonly value?: readonly string[];
  readonly note?: string;
  readonly eml?: string;
  readonly force?: boolean;
  readonly operator?: string;
  readonly json?: boolean;
}

const ACTS = ['send', 'told', 'withhold', 'received', 'notReceived'] as const;
type Act = (typeof ACTS)[number];

/** Without a message it lists them; with one it shows what to say, or does what an option asks for. */
export function messageCommand(
  run: string,
  id: string | undefined,
  options: MessageOptions,
): Promise<number> {
  const acts = ACTS.filter((act) => options[act] === true);
  if (acts.length > 1)
    throw new CliFailure(
      'usage',
      'One of --send, --told, --withhold, --received and --not-received at a time',
    );
  if (id === undefined && (acts.length > 0 || options.eml !== undefined))
    throw new CliFailure('usage', `Which message? holdpoint message ${run} lists them`);
  if (id === undefined) return list(run, options);
  const [act] = acts;
  return act === undefined ? show(run, id, options) : put({ run, id, act }, options);
}

function list(run: string, { data, json }: MessageOptions): Promise<number> {
  return withLibrary(data, (library) => {
    const opened = mustOpen(library, run);
    const messages = messagesOfRun(opened.state);
    if (json) printJson(messages.map(messageJson));
    else if (messages.length === 0) process.stdout.write(`The release of ${safe(run)} has no messages\n`);
    else process.stdout.write(messageLines(opened.state));
    return exitOfReading([opened]);
  });
}

function show(run: string, id: string, options: MessageOptions): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const opened = mustOpen(library, run);
    const message = mustFind(opened.state, id);
    const said = readVars(options.value);
    if (options.eml !== undefined) await saveFile(library, opened.state, { id, said, options });
    else if (options.json) printJson({ ...messageJson(message), ...letterOf(message, opened.state, said) });
    else process.stdout.write(callSheetLines(opened.state, message, letterOf(message, opened.state, said)));
    return exitOfReading([opened]);
  });
}

interface Saving {
  readonly id: string;
  readonly said: SaidValues;
  readonly options: MessageOptions;
}

async function saveFile(library: Library, state: RunState, { id, said, options }: Saving): Promise<void> {
  const ready = must(readyMessage(state, { message: id, said }));
  const write = await openOut({ out: options.eml ?? '-', force: options.force ?? false });
  await write(await messageFile(ready, readMailSettings(library)?.from ?? null));
}

interface Asked {
  readonly run: string;
  readonly id: string;
  readonly act: Act;
}

function put({ run, id, act }: Asked, options: MessageOptions): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const { state } = mustOpenSound(library, run);
    mustFind(state, id);
    const by = await chooseOperator(state.header.people ?? [], options.operator);
    const put = async (entry: MessageEntry): Promise<void> => {
      const refusal = await addEntry({ library, clock: createClock(), run: run as RunId }, entry);
      if (refusal !== null) throw refusalOf(refusal, refusal.code === 'no-reply' ? EXIT.failed : undefined);
    };
    if (act === 'send') {
      const telling = { message: id, by, said: readVars(options.value), again: options.again ?? false };
      const mailing = { ask: askLoginAtTerminal(), put };
      const fault = must(await mailMessage({ library, run: run as RunId }, telling, mailing));
      if (fault !== null) throw new CliFailure('not-sent', describeNotSent(fault), EXIT.failed);
    } else await put(entryFor(act, { state, id, by, options }));
    process.stdout.write(`${DONE[act]}: ${safe(id)} of ${safe(run)}\n`);
    return EXIT.ok;
  });
}

const DONE: Readonly<Record<Act, string>> = {
  send: 'Sent by mail',
  told: 'Recorded as told',
  withhold: 'Recorded as withheld',
  received: 'Recorded as received',
  notReceived: 'Recorded as not received',
};

interface Entering {
  readonly state: RunState;
  readonly id: string;
  readonly by: string;
  readonly options: MessageOptions;
}

function entryFor(act: Exclude<Act, 'send'>, { state, id, by, options }: Entering): MessageEntry {
  const { note = null, to } = options;
  const said = readVars(options.value);
  const about = { by, message: id, note };
  switch (act) {
    case 'told':
      return toldByPerson(must(readyMessage(state, { message: id, said })), { by, note, to: to ?? null });
    case 'withhold':
      return { type: 'messageNotTold', data: { ...about, fault: null } };
    case 'received':
    case 'notReceived':
      return {
        type: 'messageReceipt',
        data: { ...about, whom: to?.join(', ') ?? null, received: act === 'received' },
      };
  }
}

function mustFind(state: RunState, id: string): MessageOfRun {
  const message = findMessage(state, id);
  if (message !== null) return message;
  const known = messagesOfRun(state).map((each) => each.id);
  throw new CliFailure('not-found', describeRefusal({ kind: 'no-message', message: id, known }));
}

function must<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw refusalOf(result.error);
}
