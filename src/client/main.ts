#!/usr/bin/env node
import { listDevices } from '../audio/devices/device-list.ts'
import { formatDevices } from '../audio/devices/device-table.ts'
import { Exit } from './exit-codes.ts'
import { joinMeeting } from './join-meeting.ts'
import { clientProgram } from './options.ts'

const program = clientProgram({
  join: async (options) => process.exit(await joinMeeting(options)),
  devices: async () => {
    process.stdout.write(`${formatDevices(await listDevices())}\n`)
  },
})

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof Exit)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(error.code)
}
