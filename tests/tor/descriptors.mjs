// Prints what a tor says of descriptors that it sends out, until it is ended: descriptors.mjs NODE_FOLDER
import { readFileSync } from "node:fs"
import { connect } from "node:net"

const folder = process.argv[2]
const cookie = readFileSync(`${folder}/control_auth_cookie`).toString("hex")
const socket = connect(`${folder}/control`)
socket.write(`AUTHENTICATE ${cookie}\r\nSETEVENTS HS_DESC\r\n`)
socket.on("data", (said) => process.stdout.write(said.toString().replaceAll("\r", "")))
