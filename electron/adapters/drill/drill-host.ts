/** One emulated host: it answers what the engine asks, and goes the way of its faults. */
import { createHash } from 'node:crypto';
import type { Host } from '#core/release/model.ts';
import type { LinkLoss } from '#core/run/connecting.ts';
import type { Clock, Link } from '#engine/ports.ts';
import type { AskedOfHost } from './asked.ts';
import { type DrillLink, END_MARK, openDrillLink, type Talk } from './drill-link.ts';
import type { DrillWork, WorkResult } from './work.ts';

/** What the host keeps of a tracked attempt. */
interface Recorded {
  readonly work: DrillWork;
  readonly pid: number;
  readonly beganMs: number;
  readonly boot: number;
  /** Null while it runs. */
  outcome: { readonly code: number | 'stop' | 'timeout'; readonly tookMs: number } | null;
  result: WorkResult | null;
  readonly followers: (() => void)[];
}

/** What happens on a host, by the release and the faults of the drill. */
export interface HostScript {
  /** The try that this host is at; null where it is at none. */
  at(): DrillWork | null;
  /** The one that it was at last. */
  last(): DrillWork | null;
  byId(id: string): DrillWork | null;
  /** Tells that it begins, so that faults strike, and what comes of it. */
  begin(work: DrillWork): { readonly takesMs: number; readonly result: WorkResult };
  /** It comes to its end on the host. */
  end(work: DrillWork, code: number): void;
  /** Whether its effect is in place. */
  isDone(work: DrillWork): boolean;
  answerHttp(work: DrillWork): string;
}

const REBOOT_MS = 90_000;
const FILE = 'Written by a drill.\n';

export class DrillHost {
  readonly #host: Host;
  readonly #script: HostScript;
  readonly #clock: Clock;
  readonly #records = new Map<string, Recorded>();
  readonly #links = new Set<DrillLink>();
  #isDead = false;
  #isOpen = true;
  #boot = 1;
  #pid = 4000;

  constructor(host: Host, script: HostScript, clock: Clock) {
    this.#host = host;
    this.#script = script;
    this.#clock = clock;
  }

  isOutOfReach(): boolean {
    return this.#isDead || !this.#isOpen;
  }

  openLink(): Link {
    const opened = openDrillLink(this.#host.name, {
      onAsked: (talk) => this.#answer(talk),
      onReceived: (talk) => this.#receive(talk),
    });
    this.#links.add(opened);
    return opened.link;
  }

  /** Every connection goes, and no other is let in before so long. */
  drop(loss: LinkLoss, forMs: number): void {
    this.#isOpen = false;
    for (const link of this.#links) link.lose(loss);
    this.#links.clear();
    this.#clock.after(forMs, () => {
      this.#isOpen = true;
    });
  }

  die(): void {
    this.#isDead = true;
    this.drop({ kind: 'closed' }, 0);
  }

  /** The workstation is gone without a word. */
  abandon(): void {
    for (const link of this.#links) link.abandon();
    this.#links.clear();
  }

  /** Each job says first that it has begun. */
  #answer(talk: Talk): void {
    const { asked, nonce } = talk;
    if (this.#isDead) return;
    if (asked.kind === 'launch') this.#launch(asked.attempt, talk);
    else if (asked.kind === 'attach') this.#attach(asked.attempt, talk);
    else {
      this.#pid += 1;
      talk.say('stdout', `${nonce} ${this.#pid} ${this.#pid}\n`);
      if (asked.kind === 'text') this.#runText(talk);
      else if (asked.kind !== 'receive') {
        talk.say('stdout', this.#wordsFor(asked));
        talk.finish(0);
      }
    }
  }

  #wordsFor(asked: AskedOfHost): string {
    switch (asked.kind) {
      case 'facts':
        return this.#facts() + this.#lease();
      case 'lease':
        return this.#lease();
      case 'programs':
        return 'track ok\n';
      case 'boot':
        return `b${this.#boot}\n`;
      case 'clean':
        return 'clean\n';
      case 'end-group':
        return 'gone\n';
      case 'end-record':
        return this.#endRecord(asked);
      case 'find-upload':
        return this.#isDone(this.#script.at()) ? 'there\n' : 'absent\n';
      case 'measure':
        return `${createHash('sha256').update(FILE).digest('hex')} ${FILE.length}\n`;
      case 'launch':
      case 'attach':
      case 'receive':
      case 'text':
      case 'reminder':
        return '';
    }
  }

  #facts(): string {
    const { name, is } = this.#host;
    const { hostname = name, machine_id: machine = 'drill' } = is;
    const seconds = Math.floor(this.#clock.now().getTime() / 1000);
    const facts = [`hostname ${hostname}`, `time ${seconds}`, `machine_id ${machine}`];
    return [...facts, `boot b${this.#boot}`, 'free 10485760', 'track ok', 'end facts\n'].join('\n');
  }

  #lease(): string {
    const base = 'base /home/drill/.local/state/holdpoint';
    return `${base}\nmachine ${this.#host.name}\nboot b${this.#boot}\nlease taken\n`;
  }

  #isDone(work: DrillWork | null): boolean {
    return work !== null && this.#script.isDone(work);
  }

  /** A text of the step's own, or one that a step of its kind needs; where nothing is to be done, it asks whether something is. */
  #runText(talk: Talk): void {
    const work = this.#script.at();
    if (work === null || (work.step.mode === 'reboot' && this.#isDone(work))) {
      talk.finish(this.#isDone(work ?? this.#script.last()) ? 0 : 1);
      return;
    }
    const { kind } = work.unit.task;
    if (kind === 'probe') {
      talk.say('stdout', this.#script.answerHttp(work));
      talk.finish(0);
      return;
    }
    this.#carryOut(work, (result) => {
      talk.say('stdout', kind === 'download' && result.code === 0 ? FILE : result.stdout);
      talk.say('stderr', result.stderr);
      talk.finish(result.code);
    });
  }

  #receive(talk: Talk): void {
    const work = this.#script.at();
    if (work === null || talk.asked.kind !== 'receive') {
      talk.finish(1);
      return;
    }
    const { sha256 } = talk.asked;
    this.#carryOut(work, (result) => {
      if (result.code === 0) talk.say('stdout', `verified SHA-256 ${sha256}\n`);
      talk.say('stderr', result.stderr);
      talk.finish(result.code);
    });
  }

  /** It goes on on the host whoever listens. */
  #carryOut(work: DrillWork, done: (result: WorkResult) => void): void {
    const { takesMs, result } = this.#script.begin(work);
    this.#clock.after(takesMs, () => {
      if (this.#isDead) return;
      this.#script.end(work, result.code);
      done(result);
      if (work.step.mode === 'reboot') this.#reboot();
    });
  }

  #launch(id: string, talk: Talk): void {
    const work = this.#script.byId(id);
    if (work === null) {
      talk.finish(97);
      return;
    }
    this.#pid += 1;
    const record: Recorded = {
      work,
      pid: this.#pid,
      beganMs: this.#clock.monotonicMs(),
      boot: this.#boot,
      outcome: null,
      result: null,
      followers: [],
    };
    this.#records.set(id, record);
    talk.say('stdout', `${talk.nonce} started ${this.#pid} ${this.#pid}\n`);
    this.#follow(record, talk);
    this.#carryOut(work, (result) => {
      if (record.outcome === null) this.#conclude(record, result.code, result);
    });
  }

  #attach(id: string, talk: Talk): void {
    const record = this.#records.get(id);
    if (record === undefined) {
      talk.say('stdout', `${talk.nonce} absent 0 0 unknown -\n`);
      talk.finish(0);
      return;
    }
    const { outcome, pid } = record;
    const since = record.boot === this.#boot ? 'same' : 'booted';
    const state = outcome === null ? 'running' : 'ended';
    const took = outcome === null ? '-' : String(Math.round(outcome.tookMs / 1000));
    talk.say('stdout', `${talk.nonce} ${state} ${pid} ${pid} ${since} ${took}\n`);
    this.#follow(record, talk);
  }

  /** Passes on what it prints, and its outcome once there is one. */
  #follow(record: Recorded, talk: Talk): void {
    const tell = (): void => {
      if (talk.isOver() || record.outcome === null) return;
      talk.say('stdout', record.result?.stdout ?? '');
      talk.say('stderr', record.result?.stderr ?? '');
      talk.say('stdout', `${END_MARK}${talk.nonce} ${record.outcome.code} 0\n`);
      talk.finish(0);
    };
    if (record.outcome !== null) tell();
    else record.followers.push(tell);
  }

  #conclude(record: Recorded, code: number | 'stop' | 'timeout', result: WorkResult | null): void {
    record.outcome = { code, tookMs: this.#clock.monotonicMs() - record.beganMs };
    record.result = result;
    for (const tell of record.followers.splice(0)) tell();
  }

  #endRecord({ attempt, why }: Extract<AskedOfHost, { kind: 'end-record' }>): string {
    const record = this.#records.get(attempt);
    if (record === undefined) return 'absent\n';
    if (record.outcome !== null) return 'ended\n';
    this.#conclude(record, why, null);
    return 'gone\n';
  }

  #reboot(): void {
    this.#boot += 1;
    this.drop({ kind: 'host-closed' }, REBOOT_MS);
  }
}
