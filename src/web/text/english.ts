import { clockText, timeOfDay } from '../../lib/time-text.ts'
import type { PersonHere, Presence } from '../../protocol/call-messages.ts'
import type { RecentCall } from '../../protocol/meeting/call-state.ts'
import type { CallProblem } from '../../protocol/meeting/meeting-calls.ts'
import { stateOfPerson } from '../../protocol/meeting/people-list.ts'
import type { DeviceStatus, Problem, ShareRefusal } from '../state/page-state.ts'
import { isolated } from './isolated.ts'

/** Every text of the page in English. A language is one more object of this type. */
export const english = {
  name: 'English',
  app: 'Parlor',
  lead: 'Meeting rooms on your own network: talk, write and share screens. Nothing leaves it, and there is nothing to install.',

  // Entering
  guest: 'Join as guest',
  logIn: 'Log in',
  signUp: 'Sign up',
  forgot: 'Forgot password',
  yourName: 'Your name',
  password: 'Password',
  newPassword: 'New password',
  serverPassword: 'Password of the server',
  resetCode: 'Code from the operator',
  resetHelp: 'You need a code from the operator of the server. It works once, within a day.',
  askForCode: 'Ask for a code',
  join: 'Join',
  entering: 'Connecting…',
  createAccount: 'Create account',
  signUpHelp: 'An account reserves your name. Use at least 8 characters.',
  setPassword: 'Set password',
  takeOver: 'Log out there',
  stayBeside: 'Join from here as well',
  problem: (problem: Problem): string => {
    if (typeof problem === 'object') return problem.sentence
    return {
      unreachable: 'The server cannot be reached. Check the network, then try again.',
      conflict: 'This name, or one that looks the same, is in use. Choose another name.',
      'invalid name': 'A name needs 1 to 32 visible characters. Choose another name.',
      'wrong server password': 'The password of the server is wrong. Try again.',
      'server password needed': 'This server has a password. Enter it to continue.',
      'name registered': 'This name belongs to an account. Log in, or choose another name.',
      'wrong password': 'The password is wrong. Try again.',
      'key removed': 'This browser was logged out. Log in with your password.',
      'not registered': 'There is no account with this name. Check the spelling, or sign up.',
      'no accounts': 'This server has no accounts. Join as guest.',
      'here already': 'This account is logged in elsewhere.',
      'too many sessions': 'This account is in use five times already. Log out elsewhere first.',
      'code asked':
        'The operator sees that you ask. When they have given you a code, enter it here with a new password.',
      'wrong code': 'The code is wrong or was used before. Ask the operator for a new one.',
    }[problem]
  },
  trustLink: 'Install the certificate',
  insecureSound: 'Your browser offers no microphone here, because the page was not loaded securely.',

  continueAs: (name: string) => `Continue as ${isolated(name)}`,

  // Account
  account: 'Account',
  devicesHelp: 'These devices stay logged in to your account.',
  doesNotStay: 'This browser cannot stay logged in. Next time, log in with your password.',
  thisDevice: 'this device',
  unknownDevice: 'Unnamed device',
  lastUsed: (when: string) => `last used ${when}`,
  logOutDevice: (name: string) => `Log out ${isolated(name)}`,
  logOutEverywhere: 'Log out everywhere',

  // Rooms
  rooms: 'Rooms',
  noRooms: 'There are no rooms yet.',
  createRoom: 'Create room',
  roomName: 'Name of the room',
  roomPassword: 'Password (optional)',
  keepRoom: 'Keep the room when it is empty',
  create: 'Create',
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  needsPassword: 'needs a password',
  closedRoom: 'locked',
  joinRoom: (room: string) => `Join ${isolated(room)}`,
  passwordOf: (room: string) => `Password of ${isolated(room)}`,
  roomRefusal: (status: string): string =>
    ({
      'room not found': 'This room is gone.',
      'wrong password': 'The password is wrong. Try again.',
      'room locked': 'The host has locked this room.',
      'room already exists': 'There is a room with this name, or one that looks the same.',
      'invalid room name': 'A name needs 1 to 32 visible characters.',
      banned: 'You are banned from this room.',
    })[status] ?? status,

  // In a room
  leave: 'Leave',
  logOut: 'Log out',
  microphone: 'Microphone',
  speaker: 'Speaker',
  camera: 'Camera',
  shareScreen: 'Share screen',
  record: 'Record',
  devices: 'Devices',
  settings: 'Settings',
  more: 'More',
  hand: 'Raise hand',
  handRaised: 'hand raised',
  raisedHand: (name: string) => `${isolated(name)} raised a hand`,
  lowerHand: 'Lower hand',
  lockRoom: 'Lock the room',
  unlockRoom: 'Unlock the room',
  roomIsLocked: 'locked',
  controls: 'Controls',
  keys: 'Keyboard shortcuts',
  chat: 'Chat',
  participants: 'People',
  write: 'Write to the room',
  send: 'Send',
  olderMessages: 'Show older messages',
  deleteHistory: 'Delete what was said',
  deleteHistoryAsk: 'Delete what was said in this room, for all who come later?',
  historyDeleted: (name: string) => `${isolated(name)} deleted what was said in this room`,
  notSentYet: 'Not sent yet',
  notSent: (said: string) => `Not sent: ${isolated(said)}`,
  you: 'you',
  host: 'host',
  operator: 'operator',
  muted: 'muted',
  mutedByHost: 'muted for everyone',
  deafened: 'deafened',
  sharing: 'sharing',
  reconnecting: 'reconnecting',
  recorded: 'recorded',
  privately: 'privately',
  unread: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  joined: (name: string) => `${isolated(name)} joined`,
  left: (name: string) => `${isolated(name)} left`,
  alone: 'You are alone here. Others join with the same address.',
  pushToTalk: 'Hold to talk',

  // Connection
  roundTrip: (ms: number) => `${ms} ms`,
  lostVoice: (frames: number) => `${frames} lost`,
  connectionLost: 'Connection lost',
  retryIn: (seconds: number) => `Reconnecting in ${seconds} s`,
  retrying: 'Reconnecting…',
  retryNow: 'Reconnect now',

  // Recording
  recordedBy: (name: string) => `${isolated(name)} records this room on the server.`,
  recordedByYou: 'You record this room on the server.',
  youAreRecorded: 'You are recorded.',
  youAreNotRecorded: 'You are not recorded.',
  recordingPaused: 'The recording is paused.',
  consentQuestion: (name: string) => `${isolated(name)} wants to record this room. May the server record your voice?`,
  agree: 'Record me',
  refuse: 'Do not record me',
  recordings: 'Recordings',
  noRecordings: 'There is no recording that you may download: those you started, and your own track of others.',
  recordingFacts: (started: Date, seconds: number) =>
    `${started.toLocaleString('en')}, ${clockText(Math.round(seconds))}`,
  notReady: 'The server still completes this recording.',
  megabytes: (megabytes: number) => `${megabytes.toLocaleString('en', { maximumFractionDigits: 1 })} MB`,
  downloaded: (percent: number) => `${percent} %, press to pause`,
  tooLarge: 'This file is too large for a browser. chat-client fetch downloads it.',
  stopRecording: 'Stop recording',

  // Sound
  device: (status: DeviceStatus): string =>
    ({
      off: 'off',
      opening: 'opening…',
      on: 'on',
      refused:
        'The browser has no permission for the microphone. Allow it next to the address of this page, then try again.',
      'none found': 'No microphone was found. You can listen and write.',
      failed: 'The microphone cannot be opened. Another program may use it.',
      insecure: 'The browser offers no sound here, because the page was not loaded securely.',
      silenced: 'The browser or the system has muted the microphone. Switch it on there.',
      interrupted: 'The system paused the sound. Tap to continue.',
      blocked: 'The browser waits for a click before it plays sound.',
      replaced: 'The microphone was unplugged. You are muted; another microphone is ready.',
    })[status],
  noSound: 'No sound',
  tryAgain: 'Try again',
  test: 'Play a test tone',
  level: 'Level',
  defaultDevice: 'Default of the system',
  noise: 'Suppress noise',
  echo: 'Cancel echo',
  gain: 'Adjust the level automatically',
  sendMode: 'Send your voice',
  modeVoice: 'while you talk',
  modeKey: 'while you hold the space bar',
  modeOpen: 'always',

  // Settings
  theme: 'Colours',
  themeSystem: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  language: 'Language',
  notify: 'Notify me of mentions while the page is hidden',
  notifyRefused: 'The browser has no permission for notifications. Allow them next to the address of this page.',
  letterKeys: 'Use single letters as shortcuts',
  close: 'Close',

  // People
  volumeOf: (name: string) => `Volume of ${isolated(name)}`,
  kick: 'Remove from the room',
  ban: 'Ban for 10 minutes',
  muteForAll: 'Mute for everyone',
  unmuteForAll: 'Unmute for everyone',
  handOver: 'Make host',
  writeTo: (name: string) => `Write to ${isolated(name)}`,

  // People and calls
  peopleHere: 'People on this server',
  searchPeople: 'Search people',
  nobodyElse: 'Nobody else is on this server.',
  nobodyFound: 'Nobody here has this name.',
  morePeople: (count: number) => `${count} more; search for a name`,
  yourPresence: 'You are shown as',
  presence: (presence: Presence): string => presence,
  stateOfPerson: (person: PersonHere): string => stateOfPerson(person, { inRoom: (room) => `in ${isolated(room)}` }),
  callPerson: (name: string) => `Call ${isolated(name)}`,
  callWithVideo: (name: string) => `Call ${isolated(name)} with video`,
  calling: (name: string) => `Calling ${isolated(name)}…`,
  cancelCall: 'Cancel',
  callsYou: (name: string, video: boolean) => `${isolated(name)} calls you${video ? ' with video' : ''}`,
  invitesYou: (name: string, others: readonly string[]) =>
    `${isolated(name)} invites you to a call with ${others.map(isolated).join(', ')}`,
  accept: 'Accept',
  acceptAndHold: 'Accept and hold the room',
  acceptAndLeave: 'Accept and leave the room',
  acceptWithVideo: 'Accept with video',
  decline: 'Decline',
  declineText: 'Text to the caller',
  declineWith: 'Decline with text',
  callWith: (names: readonly string[]) => (names.length === 0 ? 'Call' : `Call with ${names.map(isolated).join(', ')}`),
  hangUp: 'Hang up',
  invite: 'Invite',
  block: 'Block: they cannot ring you',
  recentCalls: 'Recent calls',
  callBack: 'Call back',
  recentCall: ({ way, at, talked, reason }: RecentCall): string =>
    [
      { out: 'you called', in: 'called you', missed: 'missed' }[way],
      talked === null ? (reason ?? '') : clockText(Math.floor(talked / 1000)),
      timeOfDay(at),
    ]
      .filter(Boolean)
      .join(', '),
  callRefusal: (reason: CallProblem, name: string): string =>
    ({
      busy: `${isolated(name)} is in another call. Try again later.`,
      'do not disturb': `${isolated(name)} does not want to be disturbed.`,
      'not here': `${isolated(name)} is not here any more.`,
      'too many': 'You have called or blocked too often. Wait a minute, then try again.',
      'too late': 'The call is over.',
      'no call': 'You are in no call.',
      'not blocked': `${isolated(name)} is not blocked.`,
    })[reason],

  // Pictures
  pictures: 'Shared pictures',
  screenOf: (name: string) => `${isolated(name)}’s screen`,
  cameraOf: (name: string) => `${isolated(name)}’s camera`,
  enlarge: 'Enlarge',
  shrink: 'Show all',
  fullScreen: 'Full screen',
  actualSize: 'Actual size',
  scrollPicture: 'Scroll at actual size, or drag',
  stopSharing: 'Stop sharing',
  watchers: (count: number) => (count === 1 ? '1 person watches' : `${count} people watch`),
  shareRefusal: (reason: ShareRefusal): string =>
    ({
      'someone else shares': 'Someone else shares a screen. Wait until they stop, or share your camera.',
      'no permission': 'The browser did not share anything. Allow it next to the address of this page, then try again.',
    })[reason],

  // The page of the client's viewer
  nextShare: 'Next share',
  previousShare: 'Previous share',
  shareByNumber: 'Share 1 to 9',
  nothingShared: 'Nothing is being shared',
  newSharesHere: 'New shares will appear here.',
  pressForNext: 'Press n for the next share.',
  loading: (title: string) => `Loading ${title}…`,
  stoppedSharing: (name: string) => `${isolated(name)} stopped sharing`,
  serverAway: 'Server unreachable',
  meetingEnded: 'Meeting ended',
  closePage: 'You can close this page.',
  pictureSize: (width: number, height: number) => `${width} by ${height} pixels`,
  still: 'still',
  pace: (pictures: number, kilobytes: number) =>
    `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}/s · ${kilobytes} kB/s`,
}

export type Phrases = typeof english
