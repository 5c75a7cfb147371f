/** Stands before the intake, and passes everything on but pieces: those it counts and throws away, so that no disk is filled. */
import { createHash } from "node:crypto"
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from "node:http"

export class Sink {
  /** Digests of the pieces that were put, in no order. */
  readonly pieces: string[] = []
  readonly #server: Server
  readonly #target: number

  private constructor(target: number) {
    this.#target = target
    this.#server = createServer((request, response) => {
      if (request.method === "PUT" && request.url?.startsWith("/pieces/") === true) this.#swallow(request, response)
      else this.#pass(request, response)
    })
  }

  static async between(port: number, target: number): Promise<Sink> {
    const sink = new Sink(target)
    await new Promise<void>((resolve) => sink.#server.listen(port, "127.0.0.1", resolve))
    return sink
  }

  #swallow(request: IncomingMessage, response: ServerResponse): void {
    const digest = createHash("sha256")
    request.on("data", (part: Buffer) => digest.update(part)).on("end", () => {
      this.pieces.push(digest.digest("hex"))
      response.writeHead(201).end()
    })
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { method, url: path, headers } = request
    const passed = ask({ host: "127.0.0.1", port: this.#target, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    passed.on("error", () => response.destroy())
    request.pipe(passed)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
