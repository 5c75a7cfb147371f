/**
 * What the pages say as they work: sentences that the build put into them, in their language.
 * The build refuses a locale in which one of these is missing.
 */
// Order: messages, regions
export const SENTENCES = [
  "checking", "ready", "roster-unreachable", "roster-refused", "roster-expired", "roster-away", "roster-malformed", "no-crypto",
  "empty", "codename", "too-long", "too-large", "file-gone", "sealing", "sending-file", "sending", "waiting", "paused",
  "pause", "resume", "refused", "file", "remove", "pace", "pace-unknown", "duration-seconds", "duration-minutes", "duration-hours",
  "looking", "hides", "hides-nothing", "hides-document", "hides-unread", "taken-out", "stays-in", "original",
  "detail-place", "detail-device", "detail-serial", "detail-author", "detail-date", "detail-preview", "detail-software",
  "detail-maker", "detail-text",
  "code-count", "code-word", "code-word-near", "code-word-perhaps", "code-words-exchanged",
  "code-group", "code-group-perhaps", "code-groups-exchanged", "code-check",
  "opening", "fetching", "board-unreachable", "board-changing", "board-too-long", "reply", "unsure",
  "withdrawing", "withdrawn",
] as const

/** The name of a sentence. */
export type Sentence = (typeof SENTENCES)[number]

/** A sentence and what stands in its gaps. */
export interface Saying {
  readonly sentence: Sentence
  readonly gaps?: Readonly<Record<string, string | number>>
}

/** Something went wrong in a way that the reporter can be told, and told what to do about. */
export class UserError extends Error {
  readonly saying: Saying

  constructor(sentence: Sentence, gaps: Readonly<Record<string, string | number>> = {}) {
    super(sentence)
    this.saying = { sentence, gaps }
  }
}
