import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/build.ts'],
    reporters: ['default', './test/helpers/tally-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
