/** Worker thread that encodes sixels: a large picture takes 30 ms, which would delay voice on the main thread. */
import { parentPort } from 'node:worker_threads'
import type { Picture } from '../../../screen/picture.ts'
import { encodeSixel } from '../../../screen/terminal/sixel-encoder.ts'

parentPort!.on('message', (picture: Picture) => parentPort!.postMessage(encodeSixel(picture)))
