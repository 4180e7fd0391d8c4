// A photograph, two maps of bits and what four gates make of them; the pixel under the pointer is
// marked in all of them and its row of the truth table is shown.
const kept = new WeakMap()
const GATES = ["or", "xnor", "and", "xor"]
const TITLES = { or: "OR", xnor: "XNOR", and: "AND", xor: "XOR" }

function unpacked(text, count) {
  const raw = atob(text)
  const bits = new Uint8Array(count)
  for (let place = 0; place < count; place++)
    bits[place] = (raw.charCodeAt(place >> 3) >> (7 - (place & 7))) & 1
  return bits
}

function numbers(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16))
}

function said(bit) {
  return bit ? "+1" : "−1"
}

function arithmetic(name, s, b, result) {
  const pair = `${said(s)}, ${said(b)}`
  const product = `(${said(s)})·(${said(b)})`
  return { or: `max(${pair})`, and: `min(${pair})`, xnor: product, xor: `−${product}` }[name] + ` = ${said(result)}`
}

function build(state) {
  const { data, root } = state
  const maps = root.querySelector(".maps")
  maps.replaceChildren()
  const add = (title, note, kind) => {
    const made = document.createElement("figure")
    made.className = kind
    const head = document.createElement("figcaption")
    const name = document.createElement("b")
    name.textContent = title
    head.append(name, note)
    made.append(head)
    maps.append(made)
    return made
  }
  const photograph = document.createElement("img")
  photograph.src = data.photograph
  photograph.alt = "The photograph"
  add("Picture", "what the network sees", "photo").append(photograph)
  data.parts.forEach((part, place) => {
    if (place === 2) add("Truth table", "and the share of pixels", "truth").append(truth(data))
    const made = add(part.title, part.note, GATES.includes(part.name) ? "gate" : "map")
    if (part.name === data.chosen) made.classList.add("chosen")
    const canvas = document.createElement("canvas")
    canvas.dataset.part = place
    canvas.setAttribute("role", "img")
    canvas.setAttribute("aria-label", part.alt)
    made.append(canvas)
  })
}

function truth(data) {
  const table = document.createElement("table")
  const head = table.insertRow()
  for (const text of ["s", "b", "", ...GATES.map((each) => TITLES[each])]) {
    const cell = document.createElement("th")
    cell.textContent = text || "pixels"
    head.append(cell)
  }
  for (let row = 0; row < 4; row++) {
    const [s, b] = [row >> 1, row & 1]
    const line = table.insertRow()
    const results = { or: s | b, and: s & b, xnor: s === b ? 1 : 0, xor: s ^ b }
    for (const text of [said(s), said(b), data.shares[row]]) line.insertCell().textContent = text
    for (const each of GATES) {
      const cell = line.insertCell()
      cell.textContent = said(results[each])
      if (each === data.chosen) cell.className = "chosen-column"
    }
  }
  return table
}

function drawn(state, bits) {
  const [width, height] = state.data.size
  const small = new OffscreenCanvas(width, height)
  const pen = small.getContext("2d")
  const pixels = pen.createImageData(width, height)
  const colours = [state.data.colours.false, state.data.colours.true].map(numbers)
  for (let place = 0; place < bits.length; place++) {
    const [red, green, blue] = colours[bits[place]]
    pixels.data[4 * place] = red
    pixels.data[4 * place + 1] = green
    pixels.data[4 * place + 2] = blue
    pixels.data[4 * place + 3] = 255
  }
  pen.putImageData(pixels, 0, 0)
  return small
}

function paint(state) {
  const [width, height] = state.data.size
  const scale = 3
  state.root.querySelectorAll("canvas").forEach((canvas) => {
    if (canvas.width !== width * scale) {
      canvas.width = width * scale
      canvas.height = height * scale
    }
    const pen = canvas.getContext("2d")
    pen.imageSmoothingEnabled = false
    pen.drawImage(state.pictures[canvas.dataset.part], 0, 0, canvas.width, canvas.height)
    if (state.pixel === null) return
    const [column, row] = [state.pixel % width, Math.floor(state.pixel / width)]
    pen.lineWidth = 3
    pen.strokeStyle = state.data.colours.mark
    pen.strokeRect((column - 1) * scale, (row - 1) * scale, 3 * scale, 3 * scale)
  })
}

function tell(state) {
  const { data, root, bits, pixel } = state
  const line = root.querySelector(".pixel")
  root.querySelectorAll("tr").forEach((each) => each.classList.remove("here"))
  if (pixel === null) {
    line.textContent = "Point at a pixel, or focus the pictures and use the arrow keys."
    return
  }
  const [s, b] = [bits[0][pixel], bits[1][pixel]]
  root.querySelectorAll("tr")[1 + 2 * s + b].classList.add("here")
  const width = data.size[0]
  const parts = GATES.map((name, place) => `${TITLES[name]} ${arithmetic(name, s, b, bits[2 + place][pixel])}`)
  const where = `Row ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}`
  line.textContent = `${where}: s = ${said(s)}, b = ${said(b)}. ${parts.join("; ")}.`
}

function move(state, pixel) {
  if (pixel === state.pixel) return
  state.pixel = pixel
  paint(state)
  tell(state)
}

function listen(state, send) {
  const [width, height] = state.data.size
  state.root.querySelectorAll("canvas").forEach((canvas) => {
    const part = state.data.parts[canvas.dataset.part]
    canvas.onpointermove = (event) => {
      const box = canvas.getBoundingClientRect()
      const column = Math.floor(((event.clientX - box.left) / box.width) * width)
      const row = Math.floor(((event.clientY - box.top) / box.height) * height)
      const inside = column >= 0 && column < width && row >= 0 && row < height
      if (inside) move(state, row * width + column)
    }
    if (GATES.includes(part.name)) canvas.onclick = () => send("picked", part.name)
  })
  state.root.onkeydown = (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }[event.key]
    if (!way) return
    event.preventDefault()
    event.stopPropagation()
    const from = state.pixel ?? Math.floor(height / 2) * width + width / 2
    const next = from + way
    if (next >= 0 && next < width * height) move(state, next)
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".gates")
  if (!root || !data) return
  const [width, height] = data.size
  const state = kept.get(root) ?? { root, pixel: null }
  kept.set(root, state)
  state.data = data
  state.bits = data.parts.map((part) => unpacked(part.bits, width * height))
  state.pictures = state.bits.map((bits) => drawn(state, bits))
  root.setAttribute("aria-label", "Maps of bits and four gates; the arrow keys move the pixel")
  build(state)
  paint(state)
  tell(state)
  listen(state, setTriggerValue)
}
