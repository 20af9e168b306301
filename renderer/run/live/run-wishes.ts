/** What people ask of a run, as commands to the engine. */
import type { Bridge } from '#bridge/bridge.ts';
import type { Input } from '#contract/commands.ts';
import type { SaidValues } from '#core/communication/letter.ts';
import type { MessageReceipt } from '#core/communication/message.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { DefectClosing, DefectFacts } from '#core/run/defect.ts';
import type { Answer, RunId, RunOutcome } from '#core/run/events.ts';
import type { GivenAnswer } from '#core/run/may-answer.ts';
import type { OpenQuestion } from '#core/run/state.ts';
import { describeEnded } from '#core/words/run/describe-ended.ts';

/** Who asks for something, and what they say about it. */
export interface Wish {
  readonly by: string;
  readonly note: string | null;
}

/** A step that was done from the printed runbook on some hosts (null: a step without hosts). */
export interface PaperWork extends Wish {
  readonly step: StepId;
  readonly hosts: readonly (HostName | null)[];
  readonly outcome: 'ok' | 'failed';
  readonly doneAt: string;
}

interface MessageWish {
  readonly message: string;
  readonly by: string;
  readonly said: SaidValues;
}

/** Everything a person can ask for; true when it was taken. */
export interface RunWishes {
  /** Of a run that nobody carries out, in somebody's name. */
  readonly carry: {
    resume(by: string): Promise<boolean>;
    /** Resumes it, and takes over the hosts that are leased to another run or workstation. */
    takeOver(by: string): Promise<boolean>;
    /** Resumes it, and waits for the hosts that are leased to another run or workstation. */
    waitForHosts(by: string): Promise<boolean>;
    /** Waits no longer for them. */
    endWait(): Promise<boolean>;
  };
  readonly decide: {
    answer(given: GivenAnswer): Promise<boolean>;
    /** Gives one answer after the other; stops at the first that is refused. */
    answerAll(given: readonly GivenAnswer[]): Promise<boolean>;
  };
  readonly steer: {
    stop(wish: Wish): Promise<boolean>;
    pause(wish: Wish): Promise<boolean>;
    continue(wish: Wish): Promise<boolean>;
  };
  readonly hosts: {
    exclude(hosts: readonly HostName[], wish: Wish): Promise<boolean>;
    includeAgain(host: HostName, wish: Wish): Promise<boolean>;
  };
  readonly record: {
    addWork(work: PaperWork): Promise<boolean>;
    addNote(by: string, text: string): Promise<boolean>;
    logDefect(defect: DefectFacts): Promise<boolean>;
    closeDefect(closing: DefectClosing): Promise<boolean>;
    /** `because`: by the key of what is open. */
    close(closing: Wish & { readonly because: Readonly<Record<string, string>> }): Promise<boolean>;
  };
  /** Who is told what. */
  readonly messages: {
    /** Why the mail server did not take it, or null where it did; null: it was refused before. */
    send(
      telling: MessageWish & { readonly again: boolean },
    ): Promise<{ readonly fault: string | null } | null>;
    tell(telling: MessageWish & Pick<Wish, 'note'>): Promise<boolean>;
    withhold(withheld: Omit<MessageWish, 'said'> & { readonly note: string }): Promise<boolean>;
    receive(receipt: MessageReceipt): Promise<boolean>;
  };
}

/** A person wanted something of a run that was over: no refusal, but how it ended. */
export class Ended extends Error {
  readonly outcome: RunOutcome;

  constructor(outcome: RunOutcome) {
    super(describeEnded(outcome));
    this.outcome = outcome;
  }
}

/** By question: who answers it from this page, or null where something that was asked here closes it unanswered. */
export type Closing = ReadonlyMap<string, string | null>;

export interface RunAsking {
  readonly bridge: Bridge;
  readonly run: RunId;
  /** Calls what closes these questions from this page; where that is refused they are closed by nobody here. */
  closes(
    isClosed: (open: OpenQuestion) => boolean,
    by: string | null,
    call: () => Promise<unknown>,
  ): Promise<void>;
  ask(call: () => Promise<unknown>): Promise<boolean>;
}

export function createWishes(asking: RunAsking): RunWishes {
  return {
    carry: carrying(asking),
    decide: deciding(asking),
    steer: steering(asking),
    hosts: ofHosts(asking),
    record: recording(asking),
    messages: telling(asking),
  };
}

function carrying({ bridge, run, ask }: RunAsking): RunWishes['carry'] {
  return {
    resume: (by) => ask(() => bridge.call('run.resume', { run, by })),
    takeOver: (by) => ask(() => bridge.call('run.resume', { run, by, takeOver: true })),
    waitForHosts: (by) => ask(() => bridge.call('run.resume', { run, by, waitForHosts: true })),
    endWait: () => ask(() => bridge.call('run.endWait', { run })),
  };
}

function deciding({ bridge, run, ask, closes }: RunAsking): RunWishes['decide'] {
  const give = ({ answer, ...given }: GivenAnswer): Promise<void> =>
    closes(
      ({ id }) => id === given.question,
      given.by,
      () => bridge.call('run.answer', { run, ...given, answer: withItems(answer) }),
    );
  return {
    answer: (given) => ask(() => give(given)),
    answerAll: (all) =>
      ask(async () => {
        for (const given of all) await give(given);
      }),
  };
}

function steering({ bridge, run, ask, closes }: RunAsking): RunWishes['steer'] {
  const stop = async (wish: Wish): Promise<void> => {
    const { ended } = await bridge.call('run.stop', { run, ...wish });
    if (ended !== null) throw new Ended(ended);
  };
  return {
    stop: (wish) =>
      ask(() =>
        closes(
          () => true,
          null,
          () => stop(wish),
        ),
      ),
    pause: (wish) => ask(() => bridge.call('run.pause', { run, ...wish })),
    continue: (wish) => ask(() => bridge.call('run.continue', { run, ...wish })),
  };
}

/** Those of a batch and of the whole run need no answer once there is other work to do, or none. */
function isAboutHosts(open: OpenQuestion, hosts: readonly (HostName | null)[]): boolean {
  const { question } = open;
  const isOfMore = question.about === 'batch' || question.about === 'step' || question.about === 'verdict';
  return isOfMore || hosts.includes(question.unit.host);
}

function ofHosts({ bridge, run, ask, closes }: RunAsking): RunWishes['hosts'] {
  const exclude = async (hosts: readonly HostName[], wish: Wish): Promise<void> => {
    for (const host of hosts) await bridge.call('run.exclude', { run, host, ...wish });
  };
  return {
    exclude: (hosts, wish) =>
      ask(() =>
        closes(
          (open) => isAboutHosts(open, hosts),
          null,
          () => exclude(hosts, wish),
        ),
      ),
    includeAgain: (host, wish) =>
      ask(() =>
        closes(
          (open) => isAboutHosts(open, []),
          null,
          () => bridge.call('run.include', { run, host, ...wish }),
        ),
      ),
  };
}

function recording({ bridge, run, ask, closes }: RunAsking): RunWishes['record'] {
  const add = async ({ hosts, ...work }: PaperWork): Promise<void> => {
    for (const host of hosts) await bridge.call('run.record', { run, host, ...work });
  };
  return {
    addWork: (work) =>
      ask(() =>
        closes(
          (open) => isAboutHosts(open, work.hosts),
          null,
          () => add(work),
        ),
      ),
    logDefect: (defect) => ask(() => bridge.call('run.logDefect', { run, ...defect })),
    closeDefect: (closing) => ask(() => bridge.call('run.closeDefect', { run, ...closing })),
    close: (closing) => ask(() => bridge.call('run.close', { run, ...closing })),
    addNote: (by, text) => ask(() => bridge.call('run.note', { run, by, text })),
  };
}

function telling({ bridge, run, ask }: RunAsking): RunWishes['messages'] {
  return {
    send: async ({ said, ...about }) => {
      let sent: { readonly fault: string | null } | null = null;
      await ask(async () => {
        sent = await bridge.call('run.sendMessage', { run, ...about, said: { ...said } });
      });
      return sent;
    },
    tell: ({ said, ...about }) =>
      ask(() => bridge.call('run.tellMessage', { run, ...about, said: { ...said }, to: null })),
    withhold: (withheld) => ask(() => bridge.call('run.withholdMessage', { run, ...withheld })),
    receive: (receipt) => ask(() => bridge.call('run.noteReceipt', { run, ...receipt })),
  };
}

/** The contract's answers take lists that may be changed; the model's are read-only. */
function withItems(answer: Answer): Input<'run.answer'>['answer'] {
  switch (answer.to) {
    case 'manual':
      return { to: 'manual', done: answer.done, items: [...answer.items] };
    case 'notify':
      return { to: 'notify', done: answer.done, items: [...answer.items] };
    case 'verdict':
      return { to: 'verdict', verdict: answer.verdict, met: [...(answer.met ?? [])] };
    default:
      return answer;
  }
}
