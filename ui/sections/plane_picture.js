// Two pictures of the same points. A drag, a click or an arrow key changes the one and the other.
// The server judges; this file draws what it is told and says where the points are.

const SVG = "http://www.w3.org/2000/svg"
const REACH = 16 // pixels around a point that still grab it
const local = new WeakMap()

function shape(name, attributes, parent) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  parent.appendChild(made)
  return made
}

function nameOf(kind, index) {
  return kind + ":" + index
}

function place(state, kind, index) {
  return state.moves.get(nameOf(kind, index)) ?? state.data[kind][index]
}

function drawRegion(panel, group, colours) {
  const region = shape("g", { class: "region", opacity: 0.22 }, group)
  for (const [x, y, r] of panel.circles)
    shape("circle", { cx: x, cy: -y, r, fill: colours.region }, region)
  if (panel.area) shape("path", { d: panel.area, fill: colours.region, transform: "scale(1,-1)" }, region)
  const edges = shape("g", { class: "region", fill: "none", stroke: colours.region }, group)
  for (const [x, y, r] of panel.circles)
    shape("circle", { cx: x, cy: -y, r, "stroke-width": 0.018, "stroke-opacity": 0.45 }, edges)
}

function drawReason(panel, group, colours) {
  const reason = shape("g", { class: "region", fill: "none" }, group)
  for (const cell of panel.cells) {
    const colour = cell.full ? colours.accepted : colours.rejected
    shape("polygon", {
      points: cell.corners.map(([x, y]) => x + "," + -y).join(" "),
      fill: colour, "fill-opacity": 0.1, stroke: colour, "stroke-width": 0.045,
    }, reason)
  }
  for (const [x, y, r, full] of panel.rings)
    shape("circle", {
      cx: x, cy: -y, r, stroke: full ? colours.accepted : colours.rejected, "stroke-width": 0.07,
    }, reason)
  for (const [x1, y1, x2, y2] of panel.lines)
    shape("line", {
      x1, y1: -y1, x2, y2: -y2, stroke: colours.text, "stroke-width": 0.05,
      "stroke-dasharray": "0.16 0.1",
    }, reason)
}

function drawPoint(state, panel, kind, index, group, colours) {
  const [x, y] = place(state, kind, index)
  const at = { transform: `translate(${x} ${-y})`, "data-point": nameOf(kind, index) }
  if (kind !== state.data.judged)
    return shape("circle", {
      ...at, r: 0.085, fill: colours.background, stroke: colours.reference, "stroke-width": 0.055,
    }, group)
  if (panel.accepted[index])
    return shape("circle", {
      ...at, r: 0.115, fill: colours.accepted, stroke: colours.background, "stroke-width": 0.03,
    }, group)
  return shape("path", {
    ...at, d: "M-.11-.11L.11 .11M-.11 .11L.11-.11", stroke: colours.rejected, "stroke-width": 0.075,
    "stroke-linecap": "round",
  }, group)
}

function drawPanel(state, panel, element) {
  const { data } = state
  const colours = data.colours
  const svg = element.querySelector("svg")
  svg.setAttribute("aria-label", panel.label)
  svg.setAttribute("viewBox", `${-data.half} ${-data.half} ${2 * data.half} ${2 * data.half}`)
  svg.replaceChildren()
  element.querySelector(".name").textContent = panel.name
  element.querySelector(".score").textContent = panel.score
  shape("rect", {
    x: -data.half, y: -data.half, width: 2 * data.half, height: 2 * data.half, fill: colours.background,
  }, svg)
  drawRegion(panel, svg, colours)
  const other = data.judged === "real" ? "generated" : "real"
  for (const kind of [other, data.judged])
    data[kind].forEach((_, index) => drawPoint(state, panel, kind, index, svg, colours))
  drawReason(panel, svg, colours)
  if (!state.selected) return
  const [x, y] = place(state, ...state.selected)
  shape("circle", {
    transform: `translate(${x} ${-y})`, "data-point": nameOf(...state.selected), r: 0.24,
    fill: "none", stroke: colours.text, "stroke-width": 0.06,
  }, svg)
}

function draw(state) {
  const panels = state.root.querySelectorAll(".panel")
  state.data.panels.forEach((panel, number) => drawPanel(state, panel, panels[number]))
  state.root.querySelector(".status").textContent = state.data.status
  state.root.classList.remove("stale")
}

function shift(state, kind, index, x, y) {
  const half = state.data.half
  const inside = (value) => Math.round(Math.min(half, Math.max(-half, value)) * 1000) / 1000
  const there = [inside(x), inside(y)]
  state.moves.set(nameOf(kind, index), there)
  const found = state.root.querySelectorAll(`[data-point="${nameOf(kind, index)}"]`)
  found.forEach((each) => each.setAttribute("transform", `translate(${there[0]} ${-there[1]})`))
  state.root.classList.add("stale")
}

function send(state) {
  clearTimeout(state.timer)
  state.version += 1
  state.tell("points", {
    token: state.data.token,
    version: state.version,
    moves: [...state.moves].map(([name, where]) => [...name.split(":"), ...where]),
    selected: state.selected,
  })
}

function position(svg, event) {
  const box = svg.getBoundingClientRect()
  const view = svg.viewBox.baseVal
  const scale = view.width / box.width
  return [view.x + (event.clientX - box.left) * scale, -(view.y + (event.clientY - box.top) * scale), scale]
}

function grabbed(state, svg, event) {
  const [x, y, scale] = position(svg, event)
  let best = null
  let nearest = REACH * scale
  for (const kind of ["real", "generated"])
    state.data[kind].forEach((_, index) => {
      const [px, py] = place(state, kind, index)
      // a judged point wins over a reference that lies as near
      const far = Math.hypot(px - x, py - y) * (kind === state.data.judged ? 0.7 : 1)
      if (far < nearest) [nearest, best] = [far, [kind, index]]
    })
  return best
}

function onPointer(state, svg) {
  svg.onpointerdown = (event) => {
    const found = grabbed(state, svg, event)
    if (!found) return
    state.dragging = { from: position(svg, event), moved: false }
    state.selected = found
    svg.setPointerCapture(event.pointerId)
  }
  svg.onpointermove = (event) => {
    if (!state.dragging) {
      svg.style.cursor = grabbed(state, svg, event) ? "grab" : "default"
      return
    }
    const [x, y, scale] = position(svg, event)
    const [fromX, fromY] = state.dragging.from
    if (!state.dragging.moved && Math.hypot(x - fromX, y - fromY) < 4 * scale) return
    state.dragging.moved = true
    svg.style.cursor = "grabbing"
    shift(state, ...state.selected, x, y)
  }
  svg.onpointerup = () => {
    if (!state.dragging) return
    state.dragging = null
    svg.style.cursor = "grab"
    send(state)
  }
  svg.onpointercancel = () => {
    state.dragging = null
  }
}

function step(state, by, others) {
  const rings = state.data.judged === "real" ? "generated" : "real"
  const wanted = others ? rings : state.data.judged
  const count = state.data[wanted].length
  const [kind, index] = state.selected ?? [wanted, by > 0 ? -1 : 0]
  const start = kind === wanted ? index : by > 0 ? -1 : 0
  state.selected = [wanted, (start + by + count) % count]
}

function onKey(state, svg) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
  svg.onkeydown = (event) => {
    const way = ways[event.key]
    if (way && state.selected) {
      const far = event.shiftKey ? 1 : 0.2
      const [x, y] = place(state, ...state.selected)
      shift(state, ...state.selected, x + far * way[0], y + far * way[1])
    } else if (way || ["n", "p", "N", "P"].includes(event.key)) {
      step(state, event.key.toLowerCase() === "p" ? -1 : 1, !way && event.shiftKey)
      draw(state)
    } else if (event.key === "Escape" && state.selected) {
      state.selected = null
    } else return
    event.preventDefault()
    event.stopPropagation() // Shift with an arrow steps to another lesson elsewhere on the page
    clearTimeout(state.timer)
    state.timer = setTimeout(() => send(state), 250)
  }
}

function begin(root) {
  const state = { root, moves: new Map(), selected: null, version: 0, token: null, dragging: null }
  for (const svg of root.querySelectorAll("svg")) {
    onPointer(state, svg)
    onKey(state, svg)
    // a finger on a point drags it, a finger beside one scrolls the page
    const hold = (event) => grabbed(state, svg, event.touches[0]) && event.preventDefault()
    svg.addEventListener("touchstart", hold, { passive: false })
  }
  return state
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".plane")
  if (!root || !data) return
  if (!local.has(root)) local.set(root, begin(root))
  const state = local.get(root)
  state.tell = setStateValue
  if (data.token === state.token && data.version < state.version) return
  if (state.dragging) return
  state.version = data.version
  state.token = data.token
  state.data = data
  state.moves = new Map(data.moves.map(([kind, index, x, y]) => [nameOf(kind, index), [x, y]]))
  state.selected = data.selected
  root.style.setProperty("--focus", data.colours.focus)
  draw(state)
}
