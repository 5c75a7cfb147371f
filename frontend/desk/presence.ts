/** Whether somebody is at this page: when they last pressed a key or moved. The desk locks itself by it. */
let moved = Date.now()

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  document.addEventListener(kind, () => { moved = Date.now() }, { passive: true })
}

/** Returns for how many milliseconds nobody has done anything here. */
export const idle = (): number => Date.now() - moved
