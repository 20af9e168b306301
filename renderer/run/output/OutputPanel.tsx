import { ActionIcon, Alert, Button, Checkbox, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useAppCommands } from '#bridge/app-commands.ts';
import { KEPT_OUTPUT } from '#core/run/kept-output.ts';
import type { Stream } from '#core/run/stream.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { describeFull, describeKept } from '#core/words/run/describe-output.ts';
import { copyText } from '#ui/clipboard.ts';
import { OutputLines } from '#ui/output/OutputLines.tsx';
import { textOf } from '#ui/output/output-text.ts';
import { endOf } from '#ui/output/output-window.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { CopyLinesButton, FollowBox, WrapBox } from './OutputControls.tsx';
import classes from './output.module.css';
import { useOutput, useOutputRoom } from './output-context.ts';
import { rowsOf } from './rows-of.ts';

/** What the attempt that is looked at has printed; another attempt does not draw its bar anew. */
export const OutputPanel = memo(function OutputPanel() {
  const [wraps, setWraps] = useState(false);
  const [raw, setRaw] = useState(false);
  const failure = useOutput((store) => store.failure);
  const unsound = useOutput((store) => store.unsound);
  return (
    <div className={classes.output}>
      <OutputBar wraps={wraps} raw={raw} setWraps={setWraps} setRaw={setRaw} />
      {unsound ? (
        <Alert color="red" variant="light" m="xs" role="alert" title="This output is not what was recorded">
          <SafeText text={unsound} />
        </Alert>
      ) : null}
      {failure ? (
        <Alert color="red" variant="light" m="xs">
          {failure}
        </Alert>
      ) : null}
      <LeftOut />
      <WindowBar />
      <div className={classes.outputLines}>
        <Lines wraps={wraps} raw={raw} />
      </div>
    </div>
  );
});

/** What is not kept of a stream that prints on and on. */
function LeftOut() {
  const { cut, kept } = useOutput(
    useShallow(({ cut, place, totals }) => ({ cut, kept: place === null ? 0 : totals[place.stream] })),
  );
  const words =
    cut !== null ? describeKept(kept, cut) : kept === KEPT_OUTPUT.first ? describeFull(kept) : null;
  return words === null ? null : (
    <Text size="sm" c="dimmed" px="md" py={4} role="status">
      {words}
    </Text>
  );
}

interface View {
  readonly wraps: boolean;
  readonly raw: boolean;
}

interface OutputBarProps extends View {
  setWraps(wraps: boolean): void;
  setRaw(raw: boolean): void;
}

/** Drawn apart from the lines, which come many times a second. */
function OutputBar({ wraps, raw, setWraps, setRaw }: OutputBarProps) {
  const { output } = useOutputRoom();
  const { follows, setFollows } = useOutput(
    useShallow((store) => ({ follows: store.follows, setFollows: store.setFollows })),
  );
  const copy = (): void => {
    const { window, cut } = output.getState();
    const text = rowsOf(window, { raw, cut }).map(textOf).join('\n');
    copyText(text, 'Lines copied');
  };
  const searchField = useRef<HTMLInputElement>(null);
  useAppCommands({
    follow: () => void setFollows(!follows),
    wrap: () => setWraps(!wraps),
    'search-output': () => searchField.current?.focus(),
  });
  return (
    <Group className={classes.outputBar} gap="sm" wrap="nowrap">
      <Streams />
      <FollowBox follows={follows} onChange={() => void setFollows(!follows)} />
      <WrapBox wraps={wraps} onChange={setWraps} />
      <Checkbox
        size="xs"
        label="Raw"
        title="Show colours and carriage returns as characters"
        checked={raw}
        onChange={() => setRaw(!raw)}
      />
      <OutputSearch field={searchField} />
      <CopyLinesButton onClick={copy} />
    </Group>
  );
}

function Lines({ wraps, raw }: View) {
  const { place, window, cut, follows, found, setFollows, earlier, later } = useOutput((store) => store);
  const rows = useMemo(() => rowsOf(window, { raw, cut }), [window, raw, cut]);
  const hit = found?.hits[found.at];
  if (rows.length === 0)
    return (
      <Text p="md" size="sm" c="dimmed">
        {`Nothing printed on ${place?.stream === 'stderr' ? 'standard error' : 'standard output'}${window.total === 0 ? '' : ' here'}.`}
      </Text>
    );
  return (
    <OutputLines
      key={place === null ? '' : [place.step, place.host, place.attempt, place.stream, raw].join('\n')}
      label={`Output, ${place?.stream ?? ''}`}
      rows={rows}
      follows={follows}
      wraps={wraps}
      hit={hit && found ? { offset: hit.offset, text: found.text } : null}
      hasEarlier={window.from > 0}
      hasLater={endOf(window) < window.total}
      onLeaveEnd={() => (follows ? void setFollows(false) : undefined)}
      onEarlier={() => void earlier()}
      onLater={() => void later()}
    />
  );
}

function Streams() {
  const { place, totals, show } = useOutput(
    useShallow((store) => ({ place: store.place, totals: store.totals, show: store.show })),
  );
  const data = (['stdout', 'stderr'] as const).map((stream) => ({
    value: stream,
    label: `${stream} ${formatBytes(totals[stream])}`,
  }));
  return (
    <SegmentedControl
      aria-label="Stream"
      size="xs"
      data={data}
      value={place?.stream ?? 'stdout'}
      onChange={(stream) => void (place && show({ ...place, stream: stream as Stream }))}
    />
  );
}

/** Says which part of a long output is held, and leads to its ends. */
function WindowBar() {
  const { window, toStart, setFollows } = useOutput((store) => store);
  if (window.from === 0 && endOf(window) >= window.total) return null;
  return (
    <Group className={classes.windowBar} gap="sm">
      <Text size="xs" c="dimmed" className={classes.tabular}>
        {`${formatBytes(window.from)} to ${formatBytes(endOf(window))} of ${formatBytes(window.total)}`}
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={() => void toStart()}>
        Beginning
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => void setFollows(true)}>
        End
      </Button>
    </Group>
  );
}

function OutputSearch({ field }: { readonly field: React.RefObject<HTMLInputElement | null> }) {
  const { found, search, goToHit } = useOutput(
    useShallow((store) => ({ found: store.found, search: store.search, goToHit: store.goToHit })),
  );
  const [text, setText] = useState('');
  const at = found?.at ?? 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      setText('');
      void search('');
      // The next key is a key of the run again.
      field.current?.blur();
    }
    if (event.key === 'Enter')
      void (found?.text === text ? goToHit(at + (event.shiftKey ? -1 : 1)) : search(text));
  };
  const said =
    found === null ? '' : found.hits.length === 0 ? 'not found' : `${at + 1} of ${found.hits.length}`;
  return (
    <Group gap={4} wrap="nowrap" className={classes.search}>
      <TextInput
        ref={field}
        aria-label="Search the output"
        placeholder="Search"
        size="xs"
        className={classes.searchField ?? ''}
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Text role="status" size="xs" c="dimmed" className={classes.said ?? ''}>
        {said}
      </Text>
      {found && found.hits.length > 0 ? (
        <>
          <ActionIcon variant="default" aria-label="Previous match" onClick={() => void goToHit(at - 1)}>
            <IconChevronUp size={16} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label="Next match" onClick={() => void goToHit(at + 1)}>
            <IconChevronDown size={16} />
          </ActionIcon>
        </>
      ) : null}
    </Group>
  );
}
