import { ActionIcon, Alert, Button, Checkbox, Group, Select, Text, TextInput } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useAppCommands } from '#bridge/app-commands.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { useOpenRun, useRun, useRunParts } from '#run/live/run-context.ts';
import { mergedRows } from '#run/output/merged-rows.ts';
import { createMergedStore } from '#run/output/merged-store.ts';
import { CopyLinesButton, FollowBox, WrapBox } from '#run/output/OutputControls.tsx';
import { copyText } from '#ui/clipboard.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { OutputLines } from '#ui/output/OutputLines.tsx';
import { spelledLines, textOf } from '#ui/output/output-text.ts';
import type { Row } from '#ui/output/row-writer.ts';
import classes from './cockpit.module.css';

interface AllOutputPaneProps {
  /** Leads to the grid, and the step and host that are selected there. */
  onShow(pane: 'grid'): void;
}

/** What all hosts print, as one output: of the whole run or of one step. What a search finds leads to its step and host. */
export function AllOutputPane({ onShow }: AllOutputPaneProps) {
  const { bridge } = useOpenRun();
  const run = useRun((store) => store.run);
  const [store] = useState(() => createMergedStore(bridge, run));
  useEffect(() => {
    const stop = bridge.onNews(store.getState().hear);
    void store.getState().show(null);
    return () => {
      stop();
      store.getState().close();
    };
  }, [bridge, store]);
  const { step, part, follows, found, failure, stay, earlier, follow } = useStore(store);
  const [withTimes, setWithTimes] = useState(true);
  const [wraps, setWraps] = useState(false);
  const lines = found?.lines ?? part.lines;
  const rows = useMemo(() => mergedRows(lines, withTimes), [lines, withTimes]);
  const select = useRun((store) => store.show.select);
  const openUnit = ({ line = -1 }: Row): void => {
    const from = lines[line];
    if (!from) return;
    select({ step: from.step, host: from.host });
    onShow('grid');
  };
  const copy = (): void =>
    copyText(rows.map((row) => `${row.margin ?? ''} | ${textOf(row)}`).join('\n'), 'Lines copied');
  const save = (): void =>
    void bridge
      .call('desktop.saveOutput', { run, step, withTimes })
      .then((saved) => (saved ? noticeDone('Output saved', saved.path) : undefined))
      .catch((cause: unknown) => noticeFailure('Not saved', cause));
  return (
    <div className={classes.allOutput}>
      <Group className={classes.allOutputBar ?? ''} gap="sm">
        <StepSelect step={step} onChange={(id) => void store.getState().show(id)} />
        <FollowBox
          follows={follows && found === null}
          onChange={() => (follows && found === null ? stay() : void follow())}
        />
        <WrapBox wraps={wraps} onChange={setWraps} />
        <Checkbox size="xs" label="Times" checked={withTimes} onChange={() => setWithTimes(!withTimes)} />
        <Search onSearch={(text) => void store.getState().search(text)} said={describeFound(found)} />
        <Group gap={4} wrap="nowrap">
          <CopyLinesButton onClick={copy} />
          <ActionIcon
            variant="default"
            aria-label="Save all of it as a file…"
            title="Save all of it as a file…"
            onClick={save}
          >
            <IconDownload size={16} />
          </ActionIcon>
        </Group>
      </Group>
      {failure === null ? null : (
        <Alert color="red" variant="light" m="xs" role="alert">
          {failure}
        </Alert>
      )}
      {found === null && (part.earlier !== null || !follows) ? (
        <Group className={classes.allOutputBar ?? ''} gap="sm">
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={part.earlier === null}
            onClick={() => void earlier()}
          >
            Earlier lines
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => void follow()}>
            Newest lines
          </Button>
        </Group>
      ) : null}
      <div className={classes.allOutputLines}>
        {rows.length === 0 ? (
          <Text p="md" size="sm" c="dimmed">
            {found === null ? 'Nothing printed yet.' : 'No line holds this text.'}
          </Text>
        ) : (
          <OutputLines
            label="Output of all hosts"
            rows={rows}
            follows={follows && found === null}
            wraps={wraps}
            hit={null}
            hasEarlier={false}
            hasLater={false}
            onLeaveEnd={() => (follows ? stay() : undefined)}
            onEarlier={() => undefined}
            onLater={() => undefined}
            onOpen={found === null ? undefined : openUnit}
          />
        )}
      </div>
    </div>
  );
}

interface StepSelectProps {
  readonly step: string | null;
  onChange(step: string | null): void;
}

function StepSelect({ step, onChange }: StepSelectProps) {
  const { plan } = useRunParts('plan');
  return (
    <Select
      aria-label="Output of"
      size="xs"
      w={210}
      searchable
      allowDeselect={false}
      data={[
        { value: '', label: 'All steps' },
        ...plan.steps.map(({ id, title }, at) => ({
          value: id as string,
          label: spelledLines(`${at + 1}  ${title}`),
        })),
      ]}
      value={step ?? ''}
      onChange={(id) => onChange(id === '' ? null : id)}
    />
  );
}

function describeFound(
  found: { readonly lines: readonly unknown[]; readonly isCut: boolean } | null,
): string {
  if (found === null) return '';
  return `${found.isCut ? 'the first ' : ''}${formatCount(found.lines.length, 'line')}`;
}

interface SearchProps {
  readonly said: string;
  onSearch(text: string): void;
}

/** Enter shows only the lines that hold the text, of every host; Escape shows all again. */
function Search({ said, onSearch }: SearchProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useAppCommands({ 'search-output': () => field.current?.focus() });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onSearch(text);
    if (event.key === 'Escape') {
      setText('');
      onSearch('');
      // The next key is a key of the run again.
      field.current?.blur();
    }
  };
  return (
    <Group gap={6} wrap="nowrap">
      <TextInput
        ref={field}
        aria-label="Search the output of all hosts"
        placeholder="Search all, Enter"
        size="xs"
        w={170}
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Text role="status" size="xs" c="dimmed">
        {said}
      </Text>
    </Group>
  );
}
