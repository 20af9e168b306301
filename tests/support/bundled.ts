/** Before tests that start the command line: they start what users start, which loads in a third of the time that its sources take. */
import { ensureBundle } from '../../build/provision/bundle.mjs';

export default ensureBundle;
