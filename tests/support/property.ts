/** fast-check with the seed of this run, which vitest.config.ts chooses and the end of the run prints. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.INKREEL_SEED) });

export default fc;
