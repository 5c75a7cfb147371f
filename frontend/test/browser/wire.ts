/** Stands between browser and intake, as the network does: reads the sizes of what passes, and can be bad. */
import { connect, createServer, type Server, type Socket } from "node:net"

/** A request as an observer of the circuit would see it, but for the encryption: what was asked, and how many bytes it took. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly bytes: number
}

export class Wire {
  readonly seen: Seen[] = []
  /** Milliseconds between parts of an upload. */
  slowness = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(target: number) {
    this.#server = createServer((client) => { this.#carry(client, connect(target, "127.0.0.1")) })
  }

  static async between(port: number, target: number): Promise<Wire> {
    const wire = new Wire(target)
    await new Promise<void>((resolve) => wire.#server.listen(port, "127.0.0.1", resolve))
    return wire
  }

  #carry(client: Socket, intake: Socket): void {
    let request: { method: string, path: string, left: number, bytes: number } | undefined
    for (const socket of [client, intake]) {
      this.#sockets.add(socket)
      socket.on("error", () => undefined).on("close", () => {
        this.#sockets.delete(socket)
        client.destroy()
        intake.destroy()
      })
    }
    intake.pipe(client)
    client.on("data", (part: Buffer) => {
      // One request at a time goes over a connection, so a part begins one or goes on with it.
      if (request === undefined || request.left === 0) {
        const head = part.toString("latin1").split("\r\n\r\n")[0] ?? ""
        const [method = "", path = ""] = head.split(" ")
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        request = { method, path, left: head.length + 4 + length, bytes: head.length + 4 + length }
        this.seen.push(request)
      }
      request.left -= part.length
      intake.write(part)
      if (this.slowness === 0) return
      client.pause()
      setTimeout(() => client.resume(), this.slowness)
    })
  }

  /** Breaks every connection, as a relay that goes away does. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}
