import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linuxCameras, readAvfoundation, readDshow } from '../../../src/screen/capture/list-cameras.ts'
import { readMonitors } from '../../../src/screen/capture/list-screens.ts'
import { sessionType } from '../../../src/screen/capture/session-type.ts'
import { freshFolder } from '../../helpers/folder.ts'

describe('the list of cameras', () => {
  it('is read from sysfs on Linux, without metadata devices', () => {
    const folder = freshFolder()
    for (const [device, index, name] of [
      ['video10', '0', 'Second\u0007 camera'],
      ['video0', '0', 'USB Camera'],
      ['video1', '1', 'USB Camera'],
    ] as const) {
      mkdirSync(join(folder, device))
      writeFileSync(join(folder, device, 'index'), `${index}\n`)
      writeFileSync(join(folder, device, 'name'), `${name}\n`)
    }
    expect(linuxCameras(folder)).toEqual([
      { number: 1, name: 'USB Camera', id: '/dev/video0' },
      { number: 2, name: 'Second camera', id: '/dev/video10' },
    ])
    expect(linuxCameras(join(folder, 'none'))).toEqual([])
  })

  it('is parsed from the output of ffmpeg on macOS', () => {
    const text = `[AVFoundation indev @ 0x7f] AVFoundation video devices:
[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera
[AVFoundation indev @ 0x7f] [1] Capture screen 0
[AVFoundation indev @ 0x7f] AVFoundation audio devices:
[AVFoundation indev @ 0x7f] [0] MacBook Pro Microphone
: Input/output error`
    expect(readAvfoundation(text)).toEqual([{ number: 1, name: 'FaceTime HD Camera', id: '0' }])
  })

  it('is parsed from the output of old and new versions of ffmpeg on Windows', () => {
    const now = `[dshow @ 0001] "Integrated Camera" (video)
[dshow @ 0001]   Alternative name "@device_pnp_x"
[dshow @ 0001] "Microphone (Realtek)" (audio)`
    const old = `[dshow @ 0001] DirectShow video devices (some may be both video and audio devices)
[dshow @ 0001]  "Integrated Camera"
[dshow @ 0001]     Alternative name "@device_pnp_x"
[dshow @ 0001] DirectShow audio devices
[dshow @ 0001]  "Microphone (Realtek)"`
    for (const text of [now, old]) {
      expect(readDshow(text)).toEqual([{ number: 1, name: 'Integrated Camera', id: 'Integrated Camera' }])
    }
  })
})

describe('the list of screens', () => {
  it('is parsed from the output of xrandr', () => {
    const text = `Monitors: 2
 0: +*eDP-1 1920/344x1080/194+0+0  eDP-1
 1: +HDMI-1 2560/597x1440/336+1920+0  HDMI-1
`
    expect(readMonitors(text)).toEqual([
      { number: 1, name: 'eDP-1', x: 0, y: 0, w: 1920, h: 1080 },
      { number: 2, name: 'HDMI-1', x: 1920, y: 0, w: 2560, h: 1440 },
    ])
    expect(readMonitors("Can't open display")).toEqual([])
  })

  it('depends on the window system', () => {
    expect(sessionType('linux', { DISPLAY: ':0' })).toBe('x11')
    expect(sessionType('linux', { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' })).toBe('wayland')
    expect(sessionType('linux', { DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' })).toBe('wayland')
    expect(sessionType('linux', {})).toBeNull()
    expect(sessionType('darwin', {})).toBe('macos')
    expect(sessionType('win32', {})).toBe('windows')
  })
})
