/**
 * The program's own log: what it did, for whoever looks into a fault. An entry takes ids, codes, numbers and places in the
 * program, and has no field for a text: what hosts print, commands, releases, secrets and what people type cannot get in.
 */
import type { Fault } from './fault.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The process that writes. */
export const LOG_PARTS = ['app', 'engine', 'command'] as const;
export type LogPart = (typeof LOG_PARTS)[number];

export type LogEntry =
  | {
      readonly event: 'started';
      readonly version: string;
      readonly runtime: string;
      readonly platform: string;
      /** Name of the command, without what was given to it; null for the app. */
      readonly command: string | null;
    }
  | { readonly event: 'ended'; readonly exit: number; readonly ms: number }
  /** The last start did not end in order. */
  | { readonly event: 'endedUnseen'; readonly since: string }
  | {
      readonly event: 'libraryOpened';
      readonly library: string;
      readonly readOnly: boolean;
      readonly losses: number;
      readonly ms: number;
    }
  | { readonly event: 'libraryRefused'; readonly code: string }
  | {
      readonly event: 'callReplied';
      readonly command: string;
      /** Null: it was done. */
      readonly code: string | null;
      readonly ms: number;
    }
  | { readonly event: 'runBegun'; readonly run: string }
  | { readonly event: 'runEvent'; readonly run: string; readonly seq: number; readonly type: string }
  | { readonly event: 'runLeft'; readonly run: string; readonly as: string; readonly outcome: string | null }
  | { readonly event: 'backupMade'; readonly backup: string; readonly bytes: number; readonly sound: boolean }
  | { readonly event: 'backupFailed'; readonly code: string }
  | { readonly event: 'libraryRestored'; readonly seq: number }
  | { readonly event: 'libraryChosen' }
  | { readonly event: 'windowOpened' }
  /** The workstation falls asleep, under so many open runs. */
  | { readonly event: 'suspended'; readonly runs: number }
  /** It woke after so long; null: nobody saw it fall asleep. */
  | { readonly event: 'woke'; readonly ms: number | null; readonly runs: number }
  | { readonly event: 'engineEnded'; readonly exit: number; readonly expected: boolean }
  | { readonly event: 'pageGone'; readonly why: string; readonly exit: number }
  | { readonly event: 'fault'; readonly of: 'app' | 'engine' | 'page' | 'command'; readonly fault: Fault };

/** How much an entry matters. */
export function levelOf(entry: LogEntry): LogLevel {
  switch (entry.event) {
    case 'fault':
    case 'pageGone':
      return 'error';
    case 'engineEnded':
      return entry.expected ? 'info' : 'error';
    case 'libraryRefused':
    case 'endedUnseen':
    case 'backupFailed':
      return 'warn';
    case 'backupMade':
      return entry.sound ? 'info' : 'warn';
    case 'callReplied':
      return entry.code === 'internal' ? 'error' : 'debug';
    case 'runEvent':
      return 'debug';
    default:
      return 'info';
  }
}

export function isLogged(level: LogLevel, wanted: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(wanted);
}

export interface LogStamp {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly part: LogPart;
  readonly pid: number;
}

/** `2026-11-30T04:20:46.771Z info  engine 4711 runBegun run=r-…`; what a fault adds stands on lines of its own, indented. */
export function formatLogEntry(entry: LogEntry, { at, part, pid }: LogStamp): string {
  const head = `${at} ${levelOf(entry).padEnd(5)} ${part} ${pid} ${entry.event}`;
  if (entry.event === 'fault')
    return [
      `${head} of=${entry.of} ${entry.fault.title}`,
      ...entry.fault.frames.map((frame) => `    ${frame}`),
    ].join('\n');
  const fields = Object.entries(entry).filter(([key]) => key !== 'event');
  return [head, ...fields.map(([key, value]) => `${key}=${formatValue(value)}`)].join(' ');
}

function formatValue(value: unknown): string {
  const text = String(value);
  return /^[\w.:/+\\@-]+$/.test(text) ? text : JSON.stringify(text);
}

export interface LogLine {
  readonly at: string;
  readonly level: LogLevel;
  readonly part: LogPart;
  readonly pid: number;
  /** The rest of the line, with the lines that belong to it. */
  readonly text: string;
}

const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (error|warn|info|debug) +(app|engine|command) (\d+) (.*)$/;

/** Lines of a log file as they were written, oldest first; what is none belongs to the line before. */
export function parseLog(text: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const raw of text.split('\n')) {
    const [, at, level, part, pid, rest] = LINE.exec(raw) ?? [];
    const last = lines.at(-1);
    if (at && level && part && pid && rest !== undefined)
      lines.push({ at, level: level as LogLevel, part: part as LogPart, pid: Number(pid), text: rest });
    else if (last && raw !== '') lines[lines.length - 1] = { ...last, text: `${last.text}\n${raw}` };
  }
  return lines;
}
