/** The list of what may be written at the cursor, and what a key means under the pointer. */
import { type EditorState, type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import { helpAt, type Offers, offersAt, type WrittenOffer } from './offers.ts';

interface Shown extends Offers {
  readonly chosen: number;
  readonly tooltip: Tooltip;
}

/** Null closes the list. */
const show = StateEffect.define<Offers | null>();
const choose = StateEffect.define<number>();

const LIST_ID = 'source-offers';

const shownField = StateField.define<Shown | null>({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(show)) return effect.value && withTooltip({ ...effect.value, chosen: 0 });
      if (effect.is(choose) && shown) return withTooltip({ ...shown, chosen: effect.value });
    }
    return transaction.docChanged || transaction.selection ? null : shown;
  },
  provide: (field) => [
    showTooltip.from(field, (shown) => shown?.tooltip ?? null),
    EditorView.contentAttributes.from(field, (shown) => ({
      'aria-autocomplete': 'list',
      ...(shown ? { 'aria-controls': LIST_ID, 'aria-activedescendant': idOf(shown.chosen) } : {}),
    })),
  ],
});

function withTooltip(shown: Omit<Shown, 'tooltip'>): Shown {
  return {
    ...shown,
    tooltip: { pos: shown.from, above: false, create: (view) => ({ dom: listOf(view, shown) }) },
  };
}

function idOf(index: number): string {
  return `${LIST_ID}-${index}`;
}

function listOf(view: EditorView, { list, chosen }: Omit<Shown, 'tooltip'>): HTMLElement {
  const dom = document.createElement('ul');
  dom.id = LIST_ID;
  dom.className = 'cm-offers';
  dom.setAttribute('role', 'listbox');
  dom.setAttribute('aria-label', 'What may be written here');
  dom.append(...list.map((offer, index) => itemOf(view, offer, { index, isChosen: index === chosen })));
  requestAnimationFrame(() => dom.children[chosen]?.scrollIntoView({ block: 'nearest' }));
  return dom;
}

function itemOf(
  view: EditorView,
  { label, says }: WrittenOffer,
  { index, isChosen }: { readonly index: number; readonly isChosen: boolean },
): HTMLElement {
  const item = document.createElement('li');
  item.id = idOf(index);
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', String(isChosen));
  const name = document.createElement('span');
  name.textContent = label;
  const help = document.createElement('small');
  help.textContent = says;
  item.append(name, help);
  item.addEventListener('mousedown', (event) => {
    event.preventDefault();
    take(view, index);
  });
  return item;
}

function take(view: EditorView, index: number): boolean {
  const shown = view.state.field(shownField);
  const offer = shown?.list[index];
  if (!shown || !offer) return false;
  const { head } = view.state.selection.main;
  const rest = view.state.sliceDoc(head, head + 3);
  const text = offer.text.endsWith(' }}') && /^ ?\}\}/.test(rest) ? offer.label : offer.text;
  view.dispatch({
    changes: { from: shown.from, to: head, insert: text },
    selection: { anchor: shown.from + text.length },
    effects: show.of(null),
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
  return true;
}

function move(by: -1 | 1) {
  return (view: EditorView): boolean => {
    const shown = view.state.field(shownField);
    if (!shown) return false;
    const { length } = shown.list;
    view.dispatch({ effects: choose.of((shown.chosen + by + length) % length) });
    return true;
  };
}

function takeChosen(view: EditorView): boolean {
  const shown = view.state.field(shownField);
  return shown !== null && take(view, shown.chosen);
}

/** `data` gives what the text says as of its last reading. */
export function completion(data: () => unknown): Extension {
  const offered = (state: EditorState): Offers | null => {
    const { main } = state.selection;
    return main.empty ? offersAt(state.doc.toString(), main.head, data()) : null;
  };
  const open = (view: EditorView): boolean => {
    view.dispatch({ effects: show.of(offered(view.state)) });
    return true;
  };
  const whileTyping = EditorView.updateListener.of(({ view, transactions, docChanged }) => {
    const isTyped =
      docChanged && transactions.some((each) => each.isUserEvent('input.type') || each.isUserEvent('delete'));
    if (!isTyped) return;
    const wasOpen = transactions.some((each) => each.startState.field(shownField) !== null);
    const typed = transactions.some((each) => each.isUserEvent('input.type'));
    if (!typed && !wasOpen) return;
    // An update may not change the text it tells of.
    const { doc } = view.state;
    queueMicrotask(() => {
      const offers = view.state.doc === doc ? offered(view.state) : null;
      const isWord =
        offers !== null &&
        (offers.from < view.state.selection.main.head || wasOpen || isAfterMark(view.state));
      if (isWord) view.dispatch({ effects: show.of(offers) });
    });
  });
  return [
    shownField,
    whileTyping,
    hoverTooltip((view, offset) => {
      const help = helpAt(view.state.doc.toString(), offset);
      if (help === null) return null;
      const { from, to, key, says } = help;
      return { pos: from, end: to, above: true, create: () => ({ dom: helpOf(key, says) }) };
    }),
    Prec.highest(
      keymap.of([
        { key: 'Mod-Space', run: open },
        { key: 'ArrowDown', run: move(1) },
        { key: 'ArrowUp', run: move(-1) },
        { key: 'Enter', run: takeChosen },
        { key: 'Tab', run: takeChosen },
        {
          key: 'Escape',
          run: (view) => {
            if (view.state.field(shownField) === null) return false;
            view.dispatch({ effects: show.of(null) });
            return true;
          },
        },
      ]),
    ),
    EditorView.domEventHandlers({
      blur: (_, view) => {
        if (view.state.field(shownField)) view.dispatch({ effects: show.of(null) });
      },
    }),
  ];
}

/** A value is wanted: behind `key: `, and between braces. */
function isAfterMark(state: EditorState): boolean {
  const { head } = state.selection.main;
  return /(?:: |\{\{ ?|[[,] ?)$/.test(state.sliceDoc(Math.max(0, head - 3), head));
}

function helpOf(key: string, says: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-key-help';
  const name = document.createElement('strong');
  name.textContent = key;
  dom.append(name, ` ${says}`);
  return dom;
}
