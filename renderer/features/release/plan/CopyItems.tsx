import { Menu } from '@mantine/core';
import { IconClipboard, IconClipboardCopy, IconCopyPlus, IconCut } from '@tabler/icons-react';
import { copyText } from '#ui/clipboard.ts';
import { noteCopied, useCopied } from './copied.ts';
import type { RowActs } from './MovableRow.tsx';

interface CopyItemsProps {
  readonly of: 'step' | 'phase';
  readonly acts: RowActs;
}

/** Items of a menu that multiply an entry of a plan, or take it elsewhere. */
export function CopyItems({ of, acts }: CopyItemsProps) {
  const copied = useCopied();
  const copy = (): void => {
    const text = acts.text();
    noteCopied(text);
    copyText(text, of === 'step' ? 'Step copied' : 'Phase copied');
  };
  return (
    <>
      <Menu.Item leftSection={<IconCopyPlus size={15} />} onClick={acts.duplicate}>
        {`Duplicate ${of}`}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconCut size={15} />}
        onClick={() => {
          copy();
          acts.remove();
        }}
      >
        {`Cut ${of}`}
      </Menu.Item>
      <Menu.Item leftSection={<IconClipboardCopy size={15} />} onClick={copy}>
        {`Copy ${of}`}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconClipboard size={15} />}
        disabled={copied === ''}
        onClick={() => acts.paste(copied)}
      >
        Paste below
      </Menu.Item>
    </>
  );
}
