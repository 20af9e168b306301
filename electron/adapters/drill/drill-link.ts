/** A connection to an emulated host, and its channels: what is written is read as a line, and answered by the host. */

import type { HostName } from '#core/release/model.ts';
import type { LinkLoss } from '#core/run/connecting.ts';
import type { Channel, ChannelEnd, Link, OutputSink, Stream } from '#engine/ports.ts';
import { type AskedLine, readAsked } from './asked.ts';

/** One job on a channel: what is asked, and how it is answered. */
export interface Talk extends AskedLine {
  say(stream: Stream, text: string): void;
  /** Of a shell that goes on an end mark on both streams; a channel of its own ends. */
  finish(code: number): void;
  isOver(): boolean;
}

export interface Listener {
  onAsked(talk: Talk): void;
  /** The file that was to come is there. */
  onReceived(talk: Talk): void;
}

export interface DrillLink {
  readonly link: Link;
  lose(loss: LinkLoss): void;
  /** The other end is gone without a word. */
  abandon(): void;
}

interface DrillChannel extends Channel {
  end(how: ChannelEnd): void;
  silence(): void;
}

export const END_MARK = '\u001e';
/** Behind a job nothing of it runs on: the last processes before it and after it, with all others in between. */
const ALONE = '1 99999999';

export function openDrillLink(host: HostName, listener: Listener): DrillLink {
  const channels = new Set<DrillChannel>();
  let tellLost: (loss: LinkLoss) => void = () => undefined;
  const lost = new Promise<LinkLoss>((resolve) => {
    tellLost = resolve;
  });
  let isLost = false;
  const link: Link = {
    host,
    hostKey: 'SHA256:drill',
    tellsUnasked: true,
    lost,
    async exec(command, sink) {
      if (isLost) return { ok: false, error: CLOSED };
      const channel = openChannel(command, sink, listener);
      channels.add(channel);
      void channel.ended.then(() => channels.delete(channel));
      return { ok: true, value: channel };
    },
    reachTcp: async () => ({ ok: true, value: null }),
  };
  return {
    link,
    lose(loss) {
      isLost = true;
      for (const channel of channels) channel.end({ kind: 'lost', loss });
      tellLost(loss);
    },
    abandon() {
      isLost = true;
      for (const channel of channels) channel.silence();
    },
  };
}

const CLOSED = {
  code: 'lost',
  message: 'The connection is lost',
  reason: { kind: 'link-lost', loss: { kind: 'closed' } },
} as const;

function openChannel(command: string, sink: OutputSink, listener: Listener): DrillChannel {
  let settle: (end: ChannelEnd) => void = () => undefined;
  let isOver = false;
  let receiving: Talk | null = null;
  const ended = new Promise<ChannelEnd>((resolve) => {
    settle = resolve;
  });
  const end = (how: ChannelEnd): void => {
    isOver = true;
    settle(how);
  };
  const say = (stream: Stream, text: string): void => {
    if (!isOver && text !== '') void sink(stream, new TextEncoder().encode(text));
  };
  const talkOf = (line: AskedLine): Talk => ({
    ...line,
    say,
    isOver: () => isOver,
    finish(code) {
      if (line.mark === null) end({ kind: 'exit', code });
      else for (const stream of STREAMS) say(stream, `${END_MARK}${line.mark} over ${code} ${ALONE}\n`);
    },
  });
  const [, ready] = /echo (\w+)-ready/.exec(command) ?? [];
  if (ready !== undefined) queueMicrotask(() => say('stdout', `${ready}-ready\n`));
  return {
    async write(bytes) {
      if (isOver || receiving !== null) return;
      const talk = talkOf(readAsked(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)));
      if (talk.asked.kind === 'receive') receiving = talk;
      await Promise.resolve();
      if (talk.asked.kind !== 'reminder') listener.onAsked(talk);
    },
    endInput() {
      if (receiving === null) end({ kind: 'exit', code: 0 });
      else listener.onReceived(receiving);
    },
    onExit: () => undefined,
    ended,
    close: () => end({ kind: 'lost', loss: { kind: 'closed-here', what: 'channel' } }),
    end,
    silence() {
      isOver = true;
    },
  };
}

const STREAMS = ['stdout', 'stderr'] as const;
