// A stage as rows of channels: each step is drawn in the browser, one after the other.
const players = new WeakMap()
const SVG = "http://www.w3.org/2000/svg"

export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector(".graph")
  const player = players.get(parentElement) ?? {}
  players.set(parentElement, player)
  clearInterval(player.timer)

  const last = data.steps.length - 1
  if (player.token !== data.token) {
    Object.assign(player, { token: data.token, step: last, playing: false })
  }
  const svg = root.querySelector("svg")
  const button = root.querySelector("button")
  const range = root.querySelector("input")
  const now = root.querySelector(".now")
  let width = 900
  let room = 132 // names at the left
  const bar = data.steps.length > 26 ? 7 : data.steps.length > 14 ? 12 : 18
  const gap = data.steps.length > 26 ? 4 : data.steps.length > 14 ? 9 : 20
  const widest = data.steps[last].channels
  const unit = () => (width - room - 54) / widest
  const at = (channel) => room + channel * unit()
  const top = (row) => 4 + row * (bar + gap)
  svg.setAttribute("aria-label", data.label)
  range.max = last
  root.querySelectorAll(".key span").forEach((each, index) => {
    each.textContent = data.key[index][0]
    each.style.setProperty("--mark", data.colours[data.key[index][1]])
    each.hidden = !data.steps.some((step) => step.part === data.key[index][2])
  })

  function shape(name, attributes, parent) {
    const made = document.createElementNS(SVG, name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    parent.append(made)
    return made
  }

  function rectangle(from, to, row, colour, group) {
    const x = at(from), y = top(row)
    shape("rect", { x, y, width: Math.max(0, (to - from) * unit() - 1), height: bar, fill: colour, rx: 2 }, group)
  }

  function row(step, index) {
    const group = shape("g", { opacity: index > player.step ? 0.12 : 1 }, svg)
    const colour = data.colours[step.part]
    if (index) {
      const above = top(index - 1) + bar, y = top(index)
      const corners = [[0, above], [data.steps[index - 1].channels, above], [step.last, y], [step.first, y]]
      const points = corners.map(([channel, height]) => `${at(channel)},${height}`).join(" ")
      shape("polygon", { points, fill: colour, opacity: index === player.step ? 0.45 : 0.16 }, group)
    }
    rectangle(0, step.channels, index, data.colours.input, group)
    if (step.part !== "input") rectangle(step.first, step.last, index, colour, group)
    const fourth = step.part === "dense" && step.block % 4 === 0
    if (bar + gap < 16 && step.part !== "input" && !fourth) return
    const y = top(index) + bar / 2 + 5
    shape("text", { x: 0, y }, group).textContent = step.name
    shape("text", { x: at(step.channels) + 6, y }, group).textContent = step.channels
  }

  function show() {
    width = Math.max(300, root.clientWidth || 900)
    room = width < 560 ? 84 : 132
    svg.setAttribute("viewBox", `0 0 ${width} ${top(last) + bar + 6}`)
    svg.replaceChildren()
    data.steps.forEach(row)
    range.value = player.step
    button.textContent = player.playing ? "Pause" : "Play"
    now.textContent = data.steps[player.step].words
  }

  function advance() {
    if (!player.playing || document.hidden) return
    player.step += 1
    if (player.step >= last) {
      player.step = last
      player.playing = false
    }
    show()
  }

  button.onclick = () => {
    player.playing = !player.playing
    if (player.playing && player.step === last) player.step = 0
    show()
  }
  range.oninput = () => {
    player.playing = false
    player.step = Number(range.value)
    show()
  }
  const watcher = new ResizeObserver(() => {
    if (Math.abs(root.clientWidth - width) > 8) show()
  })
  watcher.observe(root)
  show()
  player.timer = setInterval(advance, data.milliseconds)
  return () => {
    watcher.disconnect()
    clearInterval(player.timer)
  }
}
