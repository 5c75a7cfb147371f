/**
 * What the page says as it works: sentences that the build put into the page, in its language.
 * The build refuses a locale in which one of these is missing.
 */
export const SENTENCES = [
  "checking", "ready", "roster-unreachable", "roster-refused", "roster-expired", "roster-malformed", "no-crypto",
  "empty", "codename", "too-long", "too-many", "file-gone", "sealing", "sending-files", "sending", "waiting",
  "refused", "file", "remove",
] as const

export type Sentence = (typeof SENTENCES)[number]

/** A sentence and what stands in its gaps. */
export interface Saying {
  readonly sentence: Sentence
  readonly gaps?: Readonly<Record<string, string | number>>
}

/** Something went wrong in a way that the reporter can be told, and told what to do about. */
export class Trouble extends Error {
  readonly saying: Saying

  constructor(sentence: Sentence, gaps: Readonly<Record<string, string | number>> = {}) {
    super(sentence)
    this.saying = { sentence, gaps }
  }
}
