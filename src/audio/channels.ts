/** The mean of `channels` interleaved channels; mono is given back as it is. */
export function toMono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples
  const mono = new Int16Array(Math.floor(samples.length / channels))
  for (let i = 0; i < mono.length; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += samples[i * channels + channel]!
    mono[i] = Math.round(sum / channels)
  }
  return mono
}

/** The same sound on each of `channels` interleaved channels; for one channel the array given. */
export function fromMono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples
  const all = new Int16Array(samples.length * channels)
  for (let i = 0; i < all.length; i++) all[i] = samples[Math.floor(i / channels)]!
  return all
}
