/** What a reporter tells, as it is written and signed before it is sealed. */
import { digest, toHex, utf8, type Bytes } from "../bytes.ts"
import type { SealedTo } from "./roster.ts"

/** Answers by the ids of their questions: one, or several. */
export type Answers = Readonly<Record<string, string | readonly string[]>>

/** Where a sealed attachment lies, and what opens it. Goes into the sealed report, nowhere else. */
export interface Attachment {
  readonly name: string
  readonly type: string
  /** Its true size, in bytes. */
  readonly size: number
  /** AES-256-GCM, in hexadecimal. */
  readonly key: string
  /** The ticket of each piece, in order, those that only pad included. */
  readonly pieces: readonly string[]
  /** SHA-256 over the tags of all pieces, in order. */
  readonly digest: string
  /** What became of its hidden details: it had none, they were taken out, they are still there, or nobody could look. */
  readonly metadata: "none" | "stripped" | "kept" | "unread"
}

/** A report, as it is sealed. */
export interface Report {
  /** The first one, one that came later with the same codename, or the wish that all be forgotten. */
  readonly format: "sotto/1 report" | "sotto/1 follow-up" | "sotto/1 withdrawal"
  /** The language of the page. */
  readonly page: string
  readonly answers: Answers
  readonly attachments: readonly Attachment[]
  /** An age recipient for replies. */
  readonly reply_to: string
  /** HMAC-SHA256 key that names the replies, in hexadecimal. */
  readonly tag_key: string
  /** The key that this and what comes later is signed with, in hexadecimal. */
  readonly reporter: string
  /** Whom it was sealed to, as the page was told. */
  readonly to: SealedTo
}

/** Returns the report with the reporter's signature before it, which says under which ticket it is sent. */
export const signed = async (report: Report, ticket: string, { sign }: { readonly sign: (message: Bytes) => Promise<Bytes> }): Promise<Bytes> => {
  const json = JSON.stringify(report)
  const message = `sotto/1 reporter\n${ticket}\n${report.format}\n${toHex(await digest(utf8(json)))}`
  return utf8(`${toHex(await sign(utf8(message)))}\n${json}`)
}
