import { defineConfig } from 'vitest/config'

/** Whole programs at full load, or that draw and measure screens: beside other tests they would measure those. */
const ALONE = ['test/web/viewer/page.test.ts', 'test/integration/{sharing,soak,viewer,weak-network}.test.ts']
/** Real devices and clocks, which take little of a machine and mind what takes much. */
const IN_PAIRS = [
  'test/audio/devices/**/*.test.ts',
  'test/integration/{contract-timing,device-switch,short-frames,speech,studio-sound}.test.ts',
]
const TESTS = ['test/**/*.test.ts']

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/build.ts'],
    reporters: ['default', './test/helpers/tally-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: TESTS,
          exclude: [...ALONE, ...IN_PAIRS],
          maxWorkers: 2,
          // A busy machine may stop a program for longer than a test waits.
          retry: 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'in pairs', include: IN_PAIRS, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
})
