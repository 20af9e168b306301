import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { isLogged, LOG_LEVELS, type LogLevel, type LogLine } from '#core/diagnostics/log-entry.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { copyText } from '#ui/clipboard.ts';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { Section } from '#ui/Section.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import classes from './diagnostics.module.css';

const MOST = 2000;
const LEVELS = LOG_LEVELS.map((value) => ({
  value,
  label: value === 'error' ? 'error alone' : `${value} and above`,
}));

/** The newest lines of the program's own log. */
export function LogViewer() {
  const { value: log, refresh } = useCommand('desktop.log', { most: MOST });
  const [level, setLevel] = useState<LogLevel>('debug');
  const [words, setWords] = useState('');
  const shown = useMemo(() => matching(log?.lines ?? [], level, words), [log, level, words]);
  const newestFirst = useMemo(() => shown.toReversed(), [shown]);
  if (!log) return null;
  return (
    <Section
      title="Log"
      note={
        <>
          What Holdpoint itself did, in <InlineCode>{log.folder}</InlineCode>. It has no field for a text: no
          secrets, no output, no commands.
        </>
      }
      actions={<LogActions shown={shown} onRefresh={refresh} />}
    >
      <Group gap="sm" mb="sm" align="flex-end">
        <Select
          label="Show"
          w={170}
          data={LEVELS}
          value={level}
          allowDeselect={false}
          onChange={(value) => setLevel((value ?? 'debug') as LogLevel)}
        />
        <TextInput
          label="Search the log"
          w={240}
          leftSection={<IconSearch size={16} stroke={1.5} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Select
          label="Write from now on"
          w={170}
          data={LEVELS}
          value={log.level}
          allowDeselect={false}
          onChange={(value) => value && write(value as LogLevel, refresh)}
        />
        <Text size="sm" c="dimmed" pb={8} role="status">
          {formatCount(shown.length, 'line')}
          {log.lines.length === MOST ? `, of the newest ${MOST}` : ''}
        </Text>
      </Group>
      <Lines lines={newestFirst} />
    </Section>
  );
}

function write(level: LogLevel, refresh: () => void): void {
  bridge
    .call('desktop.setLogLevel', { level })
    .then(refresh, (cause: unknown) => noticeFailure('The level was not saved', cause));
}

function matching(lines: readonly LogLine[], level: LogLevel, words: string): readonly LogLine[] {
  const wanted = words.trim().toLowerCase();
  return lines.filter(
    (line) => isLogged(line.level, level) && (wanted === '' || textOf(line).toLowerCase().includes(wanted)),
  );
}

function textOf({ at, level, part, pid, text }: LogLine): string {
  return `${at} ${level} ${part} ${pid} ${text}`;
}

interface ActionsProps {
  readonly shown: readonly LogLine[];
  readonly onRefresh: () => void;
}

function LogActions({ shown, onRefresh }: ActionsProps) {
  const copy = () => copyText(shown.map(textOf).join('\n'), 'Log copied');
  const open = () =>
    void bridge
      .call('desktop.showLogFolder', {})
      .catch((cause: unknown) => noticeFailure('The folder was not opened', cause));
  return (
    <Group gap="xs">
      <Button variant="default" size="xs" onClick={onRefresh}>
        Read again
      </Button>
      <Button variant="default" size="xs" disabled={shown.length === 0} onClick={copy}>
        Copy lines
      </Button>
      <Button variant="default" size="xs" onClick={open}>
        Open folder
      </Button>
    </Group>
  );
}

const TONES: Partial<Record<LogLevel, string>> = { error: 'bad', warn: 'care' };

/** Newest first: that is what one looks for. */
function Lines({ lines }: { readonly lines: readonly LogLine[] }) {
  if (lines.length === 0) return <Text size="sm">No matching lines.</Text>;
  return (
    <div className={classes.log}>
      <VirtualRows
        label="Lines of the log, newest first"
        rows={lines}
        keyOf={(line, index) => `${line.at} ${index}`}
        estimate={() => 20}
      >
        {(line) => (
          <div className={classes.line} data-tone={TONES[line.level]}>
            <SafeText
              text={`${formatTime(line.at)}  ${line.level.padEnd(5)}  ${line.part.padEnd(7)}  ${line.text}`}
            />
          </div>
        )}
      </VirtualRows>
    </div>
  );
}
