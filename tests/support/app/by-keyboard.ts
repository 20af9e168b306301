import type { Page } from '@playwright/test';

/** More controls than any page of the app has. */
const MOST_TABS = 150;

/** Does everything by keys alone, as somebody without a mouse, and counts them. */
export function byKeyboard(page: Page) {
  let keys = 0;
  const press = async (key: string): Promise<void> => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const type = async (text: string): Promise<void> => {
    keys += text.length;
    await page.keyboard.type(text);
  };
  /** Tab, until the control of this name has the focus. */
  const goTo = async (name: string): Promise<void> => {
    for (let tabs = 0; tabs <= MOST_TABS; tabs += 1) {
      if ((await page.evaluate(nameOfFocused)) === name) return;
      await press('Tab');
    }
    throw new Error(`No control with the name ${name} is reached by Tab`);
  };
  return {
    press,
    type,
    goTo,
    async use(name: string): Promise<void> {
      await goTo(name);
      await press('Enter');
    },
    /** Fields of a form, in their order. */
    async fill(values: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, value] of Object.entries(values)) {
        await goTo(name);
        await type(value);
      }
    },
    /** The nth item of the menu that a button opens; the first is 1. */
    async choose(name: string, nth: number): Promise<void> {
      await goTo(name);
      await press('Enter');
      await page.getByRole('menuitem').first().waitFor();
      for (let at = 0; at < nth; at += 1) await press('ArrowDown');
      await press('Enter');
    },
    keys: (): number => keys,
  };
}

function nameOfFocused(): string {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement)) return '';
  const label = focused.getAttribute('aria-label');
  if (label !== null) return label;
  const labels =
    focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement ? focused.labels : null;
  return (labels?.[0]?.textContent ?? focused.textContent ?? '').trim();
}
