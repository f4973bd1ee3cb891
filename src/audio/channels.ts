/** Averages `channels` interleaved channels to mono. Returns mono input without a copy. */
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

/** Copies mono samples to each of `channels` interleaved channels. Returns the input itself for one channel. */
export function fromMono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples
  const all = new Int16Array(samples.length * channels)
  for (let i = 0; i < all.length; i++) all[i] = samples[Math.floor(i / channels)]!
  return all
}
