import { defineConfig } from 'vitest/config'

/** Real devices and clocks, and whole programs at full load: beside other tests they would measure those. */
const ALONE = [
  'test/audio/devices/**/*.test.ts',
  'test/client/viewer/page.test.ts',
  'test/integration/contract-timing.test.ts',
  'test/integration/{device-switch,short-frames,sharing,soak,speech,studio-sound,viewer,weak-network}.test.ts',
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
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
