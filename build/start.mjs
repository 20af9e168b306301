/** `npm start`: opens the app; where there is no display, shows it to nobody and keeps what it made. */

import { endOnSignals, show } from './provision/command.mjs';
import { isWithoutDisplay } from './provision/debian-packages.mjs';
import { electronLaunch } from './provision/electron-runtime.mjs';
import { ProvisionError, say } from './provision/progress.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

endOnSignals();
try {
  const launch = electronLaunch();
  process.exitCode = isWithoutDisplay() ? await takeTour(launch) : await openApp(launch);
} catch (error) {
  say(error instanceof ProvisionError ? error.message : (error.stack ?? error));
  process.exitCode = 1;
}

/** Opens the app and ends as it ends. */
function openApp({ electronPath, args, env }) {
  return show(electronPath, [...args, ...process.argv.slice(2)], { env });
}

/** Drives the app through the sample release on a display of its own. */
async function takeTour(launch) {
  say(launch.why);
  say('there is no display: taking a tour of the app under Xvfb');
  const { display, stop } = await startVirtualDisplay();
  try {
    const { takeTour: tour } = await import(new URL('./tour/tour.mjs', import.meta.url).href);
    await tour({ ...launch, env: { ...launch.env, DISPLAY: display } });
    return 0;
  } finally {
    stop();
  }
}
