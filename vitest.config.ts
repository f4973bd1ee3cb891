import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/helpers/built.config.ts'

const TESTS = ['test/**/*.test.ts']
/** Whole programs at full load, or that draw and measure screens: beside other tests they would measure those. */
const ALONE = [
  'test/web/viewer/page.test.ts',
  'test/integration/{sharing,soak,viewer,weak-network,web,web-firefox,web-sound}.test.ts',
]
/** Real devices and clocks, which take little of a machine and mind what takes much. */
const IN_PAIRS = [
  'test/audio/devices/**/*.test.ts',
  'test/integration/{contract-timing,device-switch,short-frames,speech,studio-sound}.test.ts',
]
/** Start built programs or other programs, draw on screens, or take long. */
const WHOLE = [
  'test/integration/**/*.test.ts',
  'test/audio/processing/processing-process.test.ts',
  'test/audio/sound/formats.test.ts',
  'test/audio/wav/wav-writer.test.ts',
  'test/client/sharing/picture-process.test.ts',
  'test/client/store/memory.test.ts',
  'test/client/viewer/viewer.test.ts',
  'test/client/watching/browser-view.test.ts',
  'test/lib/shell/completions.test.ts',
  'test/packaging/**/*.test.ts',
  'test/screen/capture/**/*.test.ts',
  'test/server/accounts/sqlite-store.test.ts',
  'test/server/recording/room-recording.test.ts',
  'test/studio/edit/prepare.test.ts',
  'test/studio/export/{export-edited,export-sound,sound-files}.test.ts',
  'test/studio/transcribe/transcribe.test.ts',
]
const BUILT = ['test/helpers/build.ts']

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/home.ts'],
    reporters: ['default', './test/helpers/tally-reporter.ts'],
    ...PATIENCE,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: TESTS,
          exclude: [...ALONE, ...IN_PAIRS, ...WHOLE],
          // These tests change nothing outside of themselves, and loading the modules again for each file takes longer than the tests.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: WHOLE,
          exclude: [...ALONE, ...IN_PAIRS],
          globalSetup: BUILT,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'in pairs', include: IN_PAIRS, globalSetup: BUILT, sequence: { groupOrder: 2 } } },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, globalSetup: BUILT, maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
    ],
  },
})
