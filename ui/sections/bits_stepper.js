// Two rows of 64 signs, eight to a box. A click turns a sign over; the boxes follow at once and the
// server checks the result. Steps: signs, bits, XNOR, popcount, result.
const kept = new WeakMap()
const SIGNS = 64

function bitsOf(text) {
  return [...text].flatMap((digit) => [3, 2, 1, 0].map((place) => (parseInt(digit, 16) >> place) & 1))
}

function textOf(bits) {
  let text = ""
  for (let place = 0; place < SIGNS; place += 4)
    text += (8 * bits[place] + 4 * bits[place + 1] + 2 * bits[place + 2] + bits[place + 3]).toString(16)
  return text
}

function sign(bit) {
  return bit ? "+1" : "−1"
}

function made(kind, className, text, parent) {
  const one = document.createElement(kind)
  one.className = className
  one.textContent = text
  parent.append(one)
  return one
}

function equal(state, place) {
  return state.rows[0][place] === state.rows[1][place] ? 1 : 0
}

function ones(state, from, count) {
  let found = 0
  for (let place = from; place < from + count; place++) found += equal(state, place)
  return found
}

function draw(state) {
  const { step } = state.data
  const bytes = state.root.querySelector(".bytes")
  bytes.replaceChildren()
  for (let from = 0; from < SIGNS; from += 8) {
    const box = made("div", "byte", "", bytes)
    for (const row of [0, 1]) {
      made("span", "name", "ab"[row], box)
      for (let place = from; place < from + 8; place++) {
        const bit = state.rows[row][place]
        const text = step === 0 ? (bit ? "+" : "−") : String(bit)
        const cell = made("button", "cell" + (bit ? " on" : ""), text, box)
        cell.type = "button"
        cell.dataset.place = place
        cell.dataset.row = row
        cell.tabIndex = row === state.focus[0] && place === state.focus[1] ? 0 : -1
        cell.setAttribute("aria-label", `Row ${"ab"[row]}, sign ${place + 1}: ${sign(bit)}`)
      }
    }
    if (step < 2) continue
    made("span", "name", "=", box)
    for (let place = from; place < from + 8; place++) {
      const same = equal(state, place)
      const cell = made("span", "cell" + (same ? " on" : ""), String(same), box)
      cell.dataset.place = place
    }
    if (step > 2) made("span", "count", `${ones(state, from, 8)} ones`, box)
  }
  tell(state, null)
}

function tell(state, place) {
  const { step } = state.data
  const says = state.root.querySelector(".says")
  const sum = state.root.querySelector(".sum")
  state.root.querySelectorAll(".cell").forEach((each) =>
    each.classList.toggle("here", place !== null && Number(each.dataset.place) === place),
  )
  if (place === null) says.textContent = "Point at a sign for its arithmetic; click it to turn it over."
  else {
    const [a, b] = [state.rows[0][place], state.rows[1][place]]
    const product = `Sign ${place + 1}: a·b = (${sign(a)})·(${sign(b)}) = ${sign(equal(state, place))}`
    says.textContent = step ? `${product}; as bits ${a} XNOR ${b} = ${equal(state, place)}` : product
  }
  const counted = ones(state, 0, SIGNS)
  const parts = []
  for (let from = 0; from < SIGNS; from += 8) parts.push(ones(state, from, 8))
  sum.textContent = [
    "64 products of +1 and −1 are to be added.",
    "A sign is one bit: +1 is 1, −1 is 0. 64 of them fill one word.",
    "Equal bits have the product +1: one XNOR does all 64.",
    `popcount: ${parts.join(" + ")} = ${counted} ones`,
    `a·b = 2·${counted} − 64 = ${2 * counted - SIGNS}`.replace("= -", "= −"),
  ][step]
}

function flip(state, row, place) {
  state.rows[row][place] ^= 1
  state.version += 1
  draw(state)
  focus(state, row, place)
  clearTimeout(state.timer)
  const message = { first: textOf(state.rows[0]), second: textOf(state.rows[1]), version: state.version }
  state.timer = setTimeout(() => state.send("rows", message), 250)
}

function focus(state, row, place) {
  state.focus = [row, place]
  state.root.querySelectorAll("button").forEach((each) => {
    const here = Number(each.dataset.row) === row && Number(each.dataset.place) === place
    each.tabIndex = here ? 0 : -1
    if (here) each.focus()
  })
  tell(state, place)
}

function listen(state) {
  const bytes = state.root.querySelector(".bytes")
  const under = (event) => event.target.closest?.(".cell")
  bytes.onpointerover = (event) => {
    const cell = under(event)
    if (cell) tell(state, Number(cell.dataset.place))
  }
  bytes.onpointerleave = () => tell(state, null)
  bytes.onclick = (event) => {
    const cell = event.target.closest?.("button")
    if (cell) flip(state, Number(cell.dataset.row), Number(cell.dataset.place))
  }
  bytes.onkeydown = (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -64, ArrowDown: 64 }[event.key]
    if (!way) return
    event.preventDefault()
    event.stopPropagation()
    const [row, place] = state.focus
    if (Math.abs(way) === 64) return focus(state, way > 0 ? 1 : 0, place)
    focus(state, row, (place + way + SIGNS) % SIGNS)
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".stepper")
  if (!root || !data) return
  const state = kept.get(root) ?? { root, version: 0, focus: [0, 0] }
  kept.set(root, state)
  state.send = setTriggerValue
  state.data = data
  if (!state.rows || data.version >= state.version) {
    state.rows = [bitsOf(data.first), bitsOf(data.second)]
    state.version = Math.max(state.version, data.version)
  }
  for (const [name, value] of Object.entries(data.colours)) root.style.setProperty(`--${name}`, value)
  const busy = root.contains(root.getRootNode().activeElement)
  draw(state)
  if (busy) focus(state, ...state.focus)
  listen(state)
}
