/** The thread on which sixels are made: a large picture takes 30 ms, for which a frame of voice would wait. */
import { parentPort } from 'node:worker_threads'
import type { Picture } from '../../../screen/picture.ts'
import { encodeSixel } from '../../../screen/terminal/sixel-encoder.ts'

parentPort!.on('message', (picture: Picture) => parentPort!.postMessage(encodeSixel(picture)))
